namespace BabyNames.Server.Notifications;

/// <summary>Log messages of notifications, event ids 1000 to 1099. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class NotificationLog
{
    [LoggerMessage(1001, LogLevel.Warning, "Notifications of {Channels} are not received. {Meanwhile} Cause: {Cause}")]
    public static partial void NotificationsLost(this ILogger logger, IEnumerable<string> channels, string meanwhile, string cause);

    [LoggerMessage(1002, LogLevel.Information, "Notifications of {Channels} are received again.")]
    public static partial void NotificationsReceived(this ILogger logger, IEnumerable<string> channels);
}
