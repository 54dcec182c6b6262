using BabyNames.Server.Hosting;
using BabyNames.Server.Telemetry;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Runs the queued jobs. Quartz calls it at intervals, and the <see cref="JobListener"/> after notifications.</summary>
[DisallowConcurrentExecution]
internal sealed class JobPoller(
    JobWorker worker,
    WorkerActivity activity,
    JobOptions options,
    Shutdown shutdown,
    Conditions conditions,
    DatabaseOutage outage
) : IJob
{
    /// <summary>Name of the condition in the log.</summary>
    private const string QueueCheck = "queue";

    /// <summary>Returns the Quartz key of a worker.</summary>
    /// <param name="worker">Number of the worker, from 0.</param>
    public static JobKey Key(int worker) => new($"queue-{worker}");

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (await worker.DrainAsync(options.ShutdownTimeout, shutdown.Requested, () => activity.Record(context.JobDetail.Key)) > 0)
                await context.Scheduler.TriggerJob(StatisticsPoller.Key, cancellationToken);
            conditions.Pass(QueueCheck);
        }
        catch (Exception exception)
            when (shutdown.Requested.IsCancellationRequested && exception is OperationCanceledException or SchedulerException)
        {
            // The process is stopping between two jobs. The scheduler may have stopped, and the next start refreshes the statistics.
        }
        catch (Exception exception)
        {
            if (!outage.Report(exception))
                conditions.Fail(QueueCheck, $"the job queue cannot be read; no file is loaded. Cause: {exception.Message}");
        }
    }
}
