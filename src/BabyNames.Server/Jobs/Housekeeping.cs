using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Datasets;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Runs every night: deletes old jobs, rows that were replaced or deleted before the retention, and stored files that no
/// dataset refers to. Several processes may run it.</summary>
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
    public const string EveryNight = "0 17 2 * * ?";

    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(1);

    public static readonly JobKey Key = new("housekeeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = await queue.CleanUpAsync(lifetime.ApplicationStopping);
            var rows = await deletion.PurgeAsync(clock.GetUtcNow() - options.RetentionPeriod, lifetime.ApplicationStopping);
            var files = await uploads.SweepAsync(clock.GetUtcNow() - LongestUpload, lifetime.ApplicationStopping);
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
