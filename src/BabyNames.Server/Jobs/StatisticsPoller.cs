using BabyNames.Data.Statistics;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Refreshes the statistics at each tick if rows have changed.</summary>
[DisallowConcurrentExecution]
internal sealed class StatisticsPoller(
    StatisticsRefresher refresher,
    RefreshStatus status,
    IHostApplicationLifetime lifetime,
    ILogger<StatisticsPoller> logger
) : IJob
{
    public static readonly JobKey Key = new("statistics");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            status.Due(await refresher.DueVersionAsync(lifetime.ApplicationStopping));
            if (await refresher.RefreshIfDueAsync(lifetime.ApplicationStopping) is { } version)
            {
                logger.StatisticsRefreshed(version, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
            status.Succeeded();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next start refreshes the statistics.
        }
        catch (Exception exception)
        {
            if (status.Failed(exception.Message))
                logger.StatisticsNotRefreshed(exception.Message);
        }
    }
}
