using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Every night: removes jobs that ended long ago, and rows that were replaced or deleted longer ago than the
/// retention. Any number of processes may do it: each finds less.</summary>
[DisallowConcurrentExecution]
internal sealed class Housekeeping(
    JobQueue queue, DatasetDeletion deletion, JobOptions options, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<Housekeeping> logger) : IJob
{
    public const string EveryNight = "0 17 2 * * ?";

    public static readonly JobKey Key = new("housekeeping");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = await queue.CleanUpAsync(lifetime.ApplicationStopping);
            var rows = await deletion.PurgeAsync(clock.GetUtcNow() - options.Retention, lifetime.ApplicationStopping);
            if (jobs > 0 || rows > 0)
                logger.LogInformation("Removed {Jobs} old jobs, and {Rows} rows that were replaced or deleted more than {Days} days ago", jobs, rows, options.Retention.TotalDays);
        }
        catch (Npgsql.NpgsqlException exception)
        {
            logger.LogWarning("Nothing was cleaned up tonight: {Message}", exception.Message);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Tomorrow.
        }
    }
}
