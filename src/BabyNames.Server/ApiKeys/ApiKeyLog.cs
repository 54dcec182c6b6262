namespace BabyNames.Server.ApiKeys;

/// <summary>Log messages of API keys, event ids 800 to 899. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class ApiKeyLog
{
    [LoggerMessage(801, LogLevel.Information, "Key {Key} ({Name}, {Role}) was created.")]
    public static partial void KeyCreated(this ILogger logger, string key, string name, string role);

    [LoggerMessage(802, LogLevel.Information, "Key {OldKey} was replaced by key {Key}. It expires in {Hours} hours.")]
    public static partial void KeyReplaced(this ILogger logger, string oldKey, string key, double hours);

    [LoggerMessage(803, LogLevel.Information, "Key {Key} was revoked.")]
    public static partial void KeyRevoked(this ILogger logger, string key);

    [LoggerMessage(804, LogLevel.Information, "Key {Key} expires at {Time:u}.")]
    public static partial void KeyExpires(this ILogger logger, string key, DateTimeOffset time);
}
