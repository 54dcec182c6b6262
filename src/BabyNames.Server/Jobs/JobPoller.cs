using BabyNames.Data.Views;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Each tick: run what is queued.</summary>
[DisallowConcurrentExecution]
internal sealed class JobPoller(JobWorker worker) : IJob
{
    public static readonly JobKey Key = new("queue");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await worker.DrainAsync(cancellationToken);
        await context.Scheduler.TriggerJob(StatisticsPoller.Key, cancellationToken);
    }
}

/// <summary>Each tick: bring the statistics up to date if rows have changed.</summary>
[DisallowConcurrentExecution]
internal sealed class StatisticsPoller(StatisticsRefresher refresher, ILogger<StatisticsPoller> logger) : IJob
{
    public static readonly JobKey Key = new("statistics");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (await refresher.RefreshIfDueAsync(cancellationToken) is { } version)
        {
            logger.LogInformation("Statistics are at data version {Version}, refreshed in {Seconds:F1} s",
                version, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        }
    }
}
