namespace BabyNames.Server.Access;

/// <summary>Log messages of access, event ids 700 to 799. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(701, LogLevel.Warning, "The time of last use of {Keys} keys was not stored. Cause: {Cause}")]
    public static partial void UsageNotStored(this ILogger logger, int keys, string cause);
}
