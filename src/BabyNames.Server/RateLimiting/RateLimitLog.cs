namespace BabyNames.Server.RateLimiting;

/// <summary>Log messages of rate limits, event ids 1100 to 1199. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class RateLimitLog
{
    [LoggerMessage(
        1101,
        LogLevel.Warning,
        "The number of rows cannot be read. Requests are charged by the previous number. Cause: {Cause}"
    )]
    public static partial void RowCountNotRead(this ILogger logger, string cause);
}
