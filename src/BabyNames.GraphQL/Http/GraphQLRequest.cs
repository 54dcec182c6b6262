using BabyNames.GraphQLEngine.Errors;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>A well-formed request.</summary>
/// <param name="Query">Text of the document.</param>
/// <param name="OperationName">Name of the operation to execute; null for the only one.</param>
/// <param name="Variables">Values of the variables.</param>
internal sealed record GraphQLRequest(string Query, string? OperationName, Inputs Variables);

/// <summary>Thrown for a request that is not well-formed, or whose response would not be in a format that the client accepts.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What is wrong.</param>
/// <param name="code">Code of the error; null when it has none.</param>
internal sealed class BadRequestException(int status, string message, string? code = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Code of the error; null when it has none.</summary>
    public string? Code { get; } = code;

    /// <summary>Returns the exception for an operation that the role of the user does not permit.</summary>
    public static BadRequestException NotAuthorized() =>
        new(StatusCodes.Status403Forbidden, FieldAuthorization.Message, FieldAuthorization.NotAuthorized);
}
