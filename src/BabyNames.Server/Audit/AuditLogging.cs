namespace BabyNames.Server.Audit;

/// <summary>Log messages of the audit log, event ids 900 to 999. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class AuditLogging
{
    [LoggerMessage(901, LogLevel.Warning, "The outcome {Outcome} of action {Action} could not be stored in the audit log. Cause: {Cause}")]
    public static partial void OutcomeNotStored(this ILogger logger, string outcome, long action, string cause);
}
