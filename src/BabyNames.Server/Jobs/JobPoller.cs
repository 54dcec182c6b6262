using BabyNames.Data.Views;
using Npgsql;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Each tick: run what is queued.</summary>
[DisallowConcurrentExecution]
internal sealed class JobPoller(JobWorker worker, WorkerPulse pulse, JobOptions options, IHostApplicationLifetime lifetime, ILogger<JobPoller> logger) : IJob
{
    /// <summary>One of the process's workers.</summary>
    /// <param name="worker">From 0: each runs one job at a time, beside the others.</param>
    public static JobKey Key(int worker) => new($"queue-{worker}");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (await worker.DrainAsync(options.Grace, lifetime.ApplicationStopping, () => pulse.Beat(context.JobDetail.Key)) > 0)
                await context.Scheduler.TriggerJob(StatisticsPoller.Key, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            logger.LogWarning("The job queue cannot be read, trying again in {Seconds} s: {Message}", options.Poll.TotalSeconds, exception.Message);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped between two jobs.
        }
    }
}

/// <summary>Each tick: bring the statistics up to date if rows have changed.</summary>
[DisallowConcurrentExecution]
internal sealed class StatisticsPoller(StatisticsRefresher refresher, IHostApplicationLifetime lifetime, ILogger<StatisticsPoller> logger) : IJob
{
    public static readonly JobKey Key = new("statistics");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            if (await refresher.RefreshIfDueAsync(lifetime.ApplicationStopping) is { } version)
            {
                logger.LogInformation("Statistics are at data version {Version}, refreshed in {Seconds:F1} s",
                    version, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
        }
        catch (NpgsqlException exception)
        {
            logger.LogWarning("The statistics could not be refreshed, they stay as they were until the next try: {Message}", exception.Message);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next start refreshes them.
        }
    }
}
