using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Datasets;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Deletes old jobs, rows that were replaced or deleted before the retention time, and stored files that no dataset refers to. It
/// runs every night. Several processes may run it concurrently.</summary>
[DisallowConcurrentExecution]
internal sealed class Housekeeping(
    JobQueue queue,
    DatasetDeletion deletion,
    DatasetUploads uploads,
    JobOptions options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<Housekeeping> logger
) : IJob
{
    /// <summary>Cron expression of Quartz: at 2:17 every night.</summary>
    public const string EveryNight = "0 17 2 * * ?";

    private static readonly TimeSpan MaxUploadTime = TimeSpan.FromDays(1);

    /// <summary>Quartz key of the job.</summary>
    public static readonly JobKey Key = new("housekeeping");

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = await queue.CleanUpAsync(lifetime.ApplicationStopping);
            var rows = await deletion.PurgeAsync(clock.GetUtcNow() - options.RetentionPeriod, lifetime.ApplicationStopping);
            var files = await uploads.SweepAsync(clock.GetUtcNow() - MaxUploadTime, lifetime.ApplicationStopping);
            logger.CleanedUp(jobs, rows, options.RetentionPeriod.TotalDays, files);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next run tries again.
        }
        catch (Exception exception)
        {
            logger.CleanUpFailed(exception.Message);
        }
    }
}
