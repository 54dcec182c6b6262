using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Determines the HTTP status of a response.</summary>
internal static class StatusCode
{
    /// <summary>Returns the status of a result. application/json has 200 for every well-formed request. application/graphql-response+json
    /// has 400 for a document that was not executed; a result without data has the status of its first error.</summary>
    public static int For(ExecutionResult result, string mediaType) =>
        (mediaType, result) switch
        {
            (_, { Executed: false, Errors: { Count: > 0 } errors }) when errors.First() is ClientError { Status: { } status } => status,
            (MediaTypes.Json, _) => StatusCodes.Status200OK,
            (_, { Errors: null or { Count: 0 } }) => StatusCodes.Status200OK,
            (_, { Executed: false }) => StatusCodes.Status400BadRequest,
            (_, { Data: GraphQL.Execution.RootExecutionNode { SubFields: not null } }) => StatusCodes.Status200OK,
            _ => result.Errors?.FirstOrDefault() switch
            {
                ClientError { Code: FieldAuthorization.NotAuthenticated } => StatusCodes.Status401Unauthorized,
                ClientError { Code: FieldAuthorization.NotAuthorized } => StatusCodes.Status403Forbidden,
                // The client can fix the error.
                ClientError or UnhandledError { InnerException: DomainException } => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            },
        };
}
