using BabyNames.Data;
using BabyNames.Server.Notifications;
using BabyNames.Server.Telemetry;
using Npgsql;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Listens for queued jobs and changed rows, and triggers the workers and the refresh. While it receives no notifications, the
/// workers and the refresh poll the database.</summary>
internal sealed class JobListener(
    Databases databases,
    DatabaseOutage outage,
    ISchedulerFactory schedulers,
    JobOptions options,
    ILogger<JobListener> logger
) : NotificationListener(databases, outage, logger)
{
    private const string JobQueued = "babynames_jobs";
    private const string CellsChanged = "babynames_changed_cells";

    protected override IReadOnlyList<string> Channels => [JobQueued, CellsChanged];

    protected override string Meanwhile => "The queue and the changed rows are polled.";

    /// <summary>Triggers all, because jobs may have been queued and rows changed before LISTEN.</summary>
    protected override async Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await TriggerAsync(JobQueued, stoppingToken);
        await TriggerAsync(CellsChanged, stoppingToken);
    }

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken) =>
        TriggerAsync(channel, stoppingToken);

    private async Task TriggerAsync(string channel, CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        if (channel == CellsChanged)
        {
            await scheduler.TriggerJob(StatisticsPoller.Key, stoppingToken);
            return;
        }
        for (var i = 0; i < options.Workers; i++)
            await scheduler.TriggerJob(JobPoller.Key(i), stoppingToken);
    }
}
