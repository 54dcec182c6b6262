namespace BabyNames.Server.Commands;

/// <summary>Log messages of a started server, event ids 1200 to 1299. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class BannerLog
{
    [LoggerMessage(1201, LogLevel.Information, "The first admin key is in {File}. Store the key, then delete the file.")]
    public static partial void FirstKeyWritten(this ILogger logger, string file);

    [LoggerMessage(1202, LogLevel.Information, "The server listens on {Url}.")]
    public static partial void ServerStarted(this ILogger logger, string url);

    [LoggerMessage(1203, LogLevel.Information, "The sample {File} is being loaded. Until then there are no figures.")]
    public static partial void SampleQueued(this ILogger logger, string file);
}
