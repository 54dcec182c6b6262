using BabyNames.Data.Jobs;

namespace BabyNames.Server.Jobs;

/// <summary>Log messages of jobs, event ids 600 to 699. <c>LogMessageTests</c> lists the ranges of all areas.</summary>
internal static partial class JobLog
{
    public static void JobStarted(this ILogger logger, ClaimedJob job) =>
        logger.JobStarted(job.Id, job.Type, job.DatasetId, job.Attempt, job.MaxAttempts);

    [LoggerMessage(602, LogLevel.Warning, "{Count} jobs were returned to the queue, because their workers sent no heartbeat.")]
    public static partial void JobsRescued(this ILogger logger, int count);

    [LoggerMessage(603, LogLevel.Warning, "Job {Job} was stopped, because its lease was lost. Its rows were rolled back.")]
    public static partial void LeaseLost(this ILogger logger, Guid job);

    [LoggerMessage(604, LogLevel.Information, "Job {Job} was returned to the queue, because this process is stopping.")]
    public static partial void JobReturned(this ILogger logger, Guid job);

    [LoggerMessage(605, LogLevel.Error, "Attempt {Attempt} of {MaxAttempts} of job {Job} failed.")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, Guid job, int attempt, int maxAttempts);

    [LoggerMessage(
        606,
        LogLevel.Warning,
        "The end of job {Job} could not be stored. Another worker takes the job over when its lease expires."
    )]
    public static partial void EndNotStored(this ILogger logger, Exception exception, Guid job);

    [LoggerMessage(
        607,
        LogLevel.Information,
        "The nightly clean-up removed {Jobs} old jobs, {Rows} rows that were replaced or deleted more than {Days} days ago, "
            + "and {Files} files without a dataset."
    )]
    public static partial void CleanedUp(this ILogger logger, int jobs, long rows, double days, int files);

    [LoggerMessage(608, LogLevel.Warning, "The nightly clean-up failed. It runs again the next night. Cause: {Cause}")]
    public static partial void CleanUpFailed(this ILogger logger, string cause);

    [LoggerMessage(610, LogLevel.Information, "The statistics were refreshed to data version {Version} in {Seconds:F1} s.")]
    public static partial void StatisticsRefreshed(this ILogger logger, long version, double seconds);

    [LoggerMessage(601, LogLevel.Information, "Job {Job} ({Type}) of dataset {Dataset} was started, attempt {Attempt} of {MaxAttempts}.")]
    private static partial void JobStarted(this ILogger logger, Guid job, string type, Guid dataset, int attempt, int maxAttempts);
}
