using GraphQL;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>A well-formed request.</summary>
internal sealed record GraphQLRequest(string Query, string? OperationName, Inputs Variables);

/// <summary>A request that is not well-formed, or that cannot be answered in a way the client accepts.</summary>
internal sealed class BadRequestException(int status, string message, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; } = code;
}
