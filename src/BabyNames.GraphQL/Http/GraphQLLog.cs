using Microsoft.Extensions.Logging;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Log messages of GraphQL, event ids 100 to 199. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class GraphQLLog
{
    [LoggerMessage(
        101,
        LogLevel.Warning,
        "The database did not respond to the mutation {Field}. Whether it took effect is unknown. Cause: {Cause}"
    )]
    public static partial void DatabaseDidNotRespond(this ILogger logger, string? field, string cause);

    [LoggerMessage(102, LogLevel.Error, "The GraphQL field {Field} failed with an unexpected error.")]
    public static partial void FieldFailed(this ILogger logger, Exception exception, string? field);

    [LoggerMessage(104, LogLevel.Error, "A WebSocket failed with an unexpected error, so the server closed it.")]
    public static partial void SocketFailed(this ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Error, "An operation of a WebSocket failed with an unexpected error.")]
    public static partial void SocketOperationFailed(this ILogger logger, Exception exception);
}
