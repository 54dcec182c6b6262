namespace BabyNames.Server.Database;

/// <summary>Log messages of the database, event ids 300 to 399. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class DatabaseLog
{
    [LoggerMessage(301, LogLevel.Information, "The migration {File} was applied.")]
    public static partial void MigrationApplied(this ILogger logger, string file);

    [LoggerMessage(
        303,
        LogLevel.Warning,
        "The permissions of Storage:Path cannot be changed, so other users of this machine may be able to read uploaded files. "
            + "Cause: {Cause}"
    )]
    public static partial void StorageNotClosed(this ILogger logger, string cause);

    [LoggerMessage(304, LogLevel.Warning, "The sample {File} was not loaded. Cause: {Cause}")]
    public static partial void SampleNotLoaded(this ILogger logger, string file, string cause);

    [LoggerMessage(305, LogLevel.Warning, "The database does not respond. The server tries for {Seconds} s. Cause: {Cause}")]
    public static partial void DatabaseNotReady(this ILogger logger, double seconds, string cause);

    [LoggerMessage(
        306,
        LogLevel.Error,
        "The file for the first admin key in Storage:Path cannot be written. Run `babynames keys create --name NAME --role admin` to "
            + "create a key. Cause: {Cause}"
    )]
    public static partial void FirstKeyNotWritten(this ILogger logger, string cause);

    [LoggerMessage(307, LogLevel.Error, "The private PostgreSQL ended by itself with exit code {ExitCode}. The server starts it again.")]
    public static partial void PrivateDatabaseEnded(this ILogger logger, int exitCode);

    [LoggerMessage(
        308,
        LogLevel.Error,
        "The private PostgreSQL cannot be started again. The server tries again, at the latest after {Seconds} s. Cause: {Cause}"
    )]
    public static partial void PrivateDatabaseNotRestarted(this ILogger logger, double seconds, string cause);

    [LoggerMessage(309, LogLevel.Information, "The private PostgreSQL runs again, with all committed data.")]
    public static partial void PrivateDatabaseRestarted(this ILogger logger);
}
