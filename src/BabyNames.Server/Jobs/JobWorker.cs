using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Datasets;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Jobs;

/// <summary>Claims jobs one after another and renews the lease of each while it runs.</summary>
internal sealed class JobWorker(JobQueue queue, DatasetImport import, DatasetStore store, JobOptions options, ILogger<JobWorker> logger)
{
    private readonly string _id = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Runs all jobs that are due.</summary>
    /// <param name="grace">Time for which a running job continues after <paramref name="stopping"/>. Then it is returned to the
    /// queue.</param>
    /// <param name="stopping">Requests that the worker stops.</param>
    /// <param name="heartbeat">Called after each renewed lease and at the end.</param>
    /// <returns>Number of jobs that were run.</returns>
    public async Task<int> DrainAsync(TimeSpan grace, CancellationToken stopping, Action? heartbeat = null)
    {
        if (await queue.RescueAsync(options.LeaseDuration, stopping) is > 0 and var rescued)
            logger.JobsRescued(rescued);
        var count = 0;
        // A claim is not cancelled. If it were committed and its result lost, no worker could run the job until the lease expires.
        for (; !stopping.IsCancellationRequested && await queue.ClaimAsync(_id, CancellationToken.None) is { } job; count++)
            await RunAsync(job, grace, heartbeat, stopping);
        heartbeat?.Invoke();
        return count;
    }

    private async Task RunAsync(ClaimedJob job, TimeSpan grace, Action? heartbeat, CancellationToken stopping)
    {
        logger.JobStarted(job);
        using var ended = new CancellationTokenSource();
        await using var stop = stopping.Register(() => ended.CancelAfter(grace));
        var progress = new ImportProgress();
        var renewal = RenewLeaseAsync(job, progress, heartbeat, ended);
        try
        {
            await import.RunAsync(job, progress, ended.Token);
        }
        catch (LeaseLostException)
        {
            logger.LeaseLost(job.Id);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            logger.JobReturned(job.Id);
            await queue.HandBackAsync(job, CancellationToken.None);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            logger.LeaseLost(job.Id);
        }
        catch (Exception exception)
        {
            await RetryAsync(job, exception);
        }
        finally
        {
            await ended.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Queues the job again after an error of the system, or fails it if it has no attempts left.</summary>
    private async Task RetryAsync(ClaimedJob job, Exception exception)
    {
        logger.AttemptFailed(exception, job.Id, job.Attempt, job.MaxAttempts);
        try
        {
            if (job.Attempt < job.MaxAttempts)
                await queue.RetryAsync(
                    job,
                    $"{ErrorCodes.ImportInterrupted}: reading was interrupted by {exception.GetType().Name}, not by an error in the file",
                    CancellationToken.None
                );
            else
                await store.FailAsync(
                    job,
                    new(
                        $"{ErrorCodes.ImportInterrupted}: reading was interrupted too often, not by an error in the file; reprocess the "
                            + "dataset"
                    ),
                    CancellationToken.None
                );
        }
        catch (Exception again) when (again is LeaseLostException or Npgsql.NpgsqlException)
        {
            logger.EndNotStored(again, job.Id);
        }
    }

    /// <summary>Renews the lease at intervals, and cancels the job when the lease is lost.</summary>
    private async Task RenewLeaseAsync(ClaimedJob job, ImportProgress progress, Action? heartbeat, CancellationTokenSource work)
    {
        var lastRenewed = TimeProvider.System.GetTimestamp();
        while (!work.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.HeartbeatInterval, work.Token);
                await queue.HeartbeatAsync(job, progress.Phase, progress.Rows, progress.RowsExpected, work.Token);
                lastRenewed = TimeProvider.System.GetTimestamp();
                heartbeat?.Invoke();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (LeaseLostException)
            {
                await work.CancelAsync();
            }
            catch (Npgsql.NpgsqlException) when (TimeProvider.System.GetElapsedTime(lastRenewed) < options.LeaseDuration)
            {
                // The database may be available again before the lease expires.
            }
            catch (Npgsql.NpgsqlException)
            {
                await work.CancelAsync();
            }
        }
    }
}
