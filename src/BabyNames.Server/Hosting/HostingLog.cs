namespace BabyNames.Server.Hosting;

/// <summary>Log messages of requests, event ids 1400 to 1499. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1401, LogLevel.Information, "The request {Method} {Path} of {Address} was refused with {Status}. Key: {KeyId}")]
    public static partial void RequestRefused(this ILogger logger, string method, string path, string address, int status, string keyId);

    [LoggerMessage(1402, LogLevel.Information, "In {Seconds} s {Count} more requests were refused.")]
    public static partial void MoreRequestsRefused(this ILogger logger, double seconds, int count);
}
