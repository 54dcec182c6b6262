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
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped between two jobs.
        }
        catch (Exception exception)
        {
            logger.LogWarning("The job queue cannot be read, trying again in {Seconds} s: {Message}", options.Poll.TotalSeconds, exception.Message);
        }
    }
}
