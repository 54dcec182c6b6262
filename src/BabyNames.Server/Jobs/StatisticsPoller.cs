using BabyNames.Data.Statistics;
using BabyNames.Server.Telemetry;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Refreshes the statistics if rows have changed. Quartz calls it at intervals, and the <see cref="JobListener"/> after
/// notifications.</summary>
[DisallowConcurrentExecution]
internal sealed class StatisticsPoller(
    StatisticsRefresher refresher,
    RefreshStatus status,
    DatabaseOutage outage,
    IHostApplicationLifetime lifetime,
    ILogger<StatisticsPoller> logger
) : IJob
{
    /// <summary>Quartz key of the job.</summary>
    public static readonly JobKey Key = new("statistics");

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        try
        {
            status.Due(await refresher.DueVersionAsync(lifetime.ApplicationStopping));
            if (await refresher.RefreshIfDueAsync(lifetime.ApplicationStopping) is { } version)
            {
                logger.StatisticsRefreshed(version, TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds);
            }
            status.Succeeded();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next start refreshes the statistics.
        }
        catch (Exception exception)
        {
            // The readiness check shows the failure, and its failure is logged.
            if (!outage.Report(exception))
                status.Failed(exception.Message);
        }
    }
}
