namespace BabyNames.Server.Datasets;

/// <summary>Log messages of datasets, event ids 500 to 599. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class DatasetLog
{
    [LoggerMessage(501, LogLevel.Information, "Dataset {Dataset} was accepted for {Country}: {File}, {Bytes} bytes.")]
    public static partial void DatasetAccepted(this ILogger logger, Guid dataset, string file, long bytes, string country);

    [LoggerMessage(502, LogLevel.Information, "Dataset {Dataset} was recognized as {Source}. The file has {Mark}.")]
    public static partial void SourceRecognized(this ILogger logger, Guid dataset, string source, string mark);

    [LoggerMessage(503, LogLevel.Information, "Dataset {Dataset} is read as {Source}, which the client named.")]
    public static partial void SourceNamed(this ILogger logger, Guid dataset, string source);

    [LoggerMessage(504, LogLevel.Information, "Dataset {Dataset} is queued to be read again. Reason: {Reason}")]
    public static partial void DatasetQueued(this ILogger logger, Guid dataset, string reason);

    [LoggerMessage(
        505,
        LogLevel.Warning,
        "Not all files without a dataset were deleted. The next nightly clean-up tries again. Cause: {Cause}"
    )]
    public static partial void UnusedFilesRemain(this ILogger logger, string cause);

    [LoggerMessage(506, LogLevel.Warning, "A file without a dataset was not deleted. The nightly clean-up deletes it. Cause: {Cause}")]
    public static partial void UnusedFileRemains(this ILogger logger, string cause);

    [LoggerMessage(507, LogLevel.Information, "Dataset {Dataset} was loaded with {Rows} rows of {File}.")]
    public static partial void DatasetLoaded(this ILogger logger, Guid dataset, long rows, string file);

    [LoggerMessage(508, LogLevel.Warning, "Dataset {Dataset} was refused, and none of its rows was stored. Cause: {Cause}")]
    public static partial void DatasetFailed(this ILogger logger, Guid dataset, string cause);

    [LoggerMessage(
        509,
        LogLevel.Information,
        "Dataset {Dataset} was deleted. The datasets that claimed its years and sexes before serve them again."
    )]
    public static partial void DatasetDeleted(this ILogger logger, Guid dataset);

    [LoggerMessage(510, LogLevel.Information, "Dataset {Dataset} was restored.")]
    public static partial void DatasetRestored(this ILogger logger, Guid dataset);

    [LoggerMessage(511, LogLevel.Information, "The job of dataset {Dataset} was cancelled.")]
    public static partial void JobCancelled(this ILogger logger, Guid dataset);
}
