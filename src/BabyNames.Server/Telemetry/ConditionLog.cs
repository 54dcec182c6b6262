namespace BabyNames.Server.Telemetry;

/// <summary>Log messages of conditions that need an operator, event ids 1300 to 1399. <c>LogMessageTests</c> lists the ranges of all
/// areas.</summary>
internal static partial class ConditionLog
{
    [LoggerMessage(1301, LogLevel.Error, "The check {Check} fails: {Problem}")]
    public static partial void CheckFails(this ILogger logger, string check, string problem);

    [LoggerMessage(1302, LogLevel.Information, "The check {Check} passes again after {Seconds:F0} s.")]
    public static partial void CheckPasses(this ILogger logger, string check, double seconds);

    [LoggerMessage(1303, LogLevel.Warning, "The check {Check} passes with a warning: {Problem}")]
    public static partial void CheckWarns(this ILogger logger, string check, string problem);
}
