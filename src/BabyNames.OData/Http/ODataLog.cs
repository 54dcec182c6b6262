namespace BabyNames.ODataEngine.Http;

/// <summary>Log messages of OData, event ids 200 to 299. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class ODataLog
{
    [LoggerMessage(201, LogLevel.Warning, "The response to {Path} was aborted. Cause: {Cause}")]
    public static partial void ResponseAborted(this ILogger logger, PathString path, string cause);

    [LoggerMessage(202, LogLevel.Warning, "The query of {Path} cannot be evaluated.")]
    public static partial void QueryNotEvaluated(this ILogger logger, Exception exception, PathString path);

    [LoggerMessage(203, LogLevel.Error, "The request of {Path} failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, PathString path);
}
