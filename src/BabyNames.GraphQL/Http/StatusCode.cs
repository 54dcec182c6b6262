using BabyNames.GraphQLEngine.Errors;
using BabyNames.Queries.Errors;
using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The HTTP status of an answer, all of it in one place.</summary>
internal static class StatusCode
{
    /// <summary>Plain JSON says 200 to every request that could be read. The newer media type says what became of it:
    /// 400 for a document that was not executed; for one without data, what its first error says.</summary>
    public static int Of(ExecutionResult result, string mediaType) =>
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
                // What its sender can mend is no fault of the server.
                ClientError or UnhandledError { InnerException: DomainException } => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            },
        };
}
