using BabyNames.Data;
using Npgsql;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Listens for queued jobs and triggers the workers at once. While it cannot listen, polling goes on.</summary>
internal sealed class JobDoorbell(Databases databases, ISchedulerFactory schedulers, JobOptions options, ILogger<JobDoorbell> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning("Not notified of queued jobs, polling for them: {Message}", exception.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        await using var connection = await databases.Worker.OpenConnectionAsync(stoppingToken);
        await using var listen = new NpgsqlCommand("LISTEN babynames_jobs", connection);
        await listen.ExecuteNonQueryAsync(stoppingToken);
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
            for (var i = 0; i < options.Workers; i++)
                await scheduler.TriggerJob(JobPoller.Key(i), stoppingToken);
        }
    }
}
