using BabyNames.Data;
using BabyNames.Server.Notifications;
using Npgsql;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Listens for queued jobs and triggers the workers at once. While it cannot listen, polling goes on.</summary>
internal sealed class JobDoorbell(Databases databases, ISchedulerFactory schedulers, JobOptions options, ILogger<JobDoorbell> logger)
    : NotificationListener(databases, logger)
{
    protected override IReadOnlyList<string> Channels => ["babynames_jobs"];

    protected override string Meanwhile => "the queue is polled";

    /// <summary>Jobs may have been queued before.</summary>
    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken) => TriggerAsync(stoppingToken);

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken) =>
        TriggerAsync(stoppingToken);

    private async Task TriggerAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        for (var i = 0; i < options.Workers; i++)
            await scheduler.TriggerJob(JobPoller.Key(i), stoppingToken);
    }
}
