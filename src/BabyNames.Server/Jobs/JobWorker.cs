using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Datasets;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Jobs;

/// <summary>Takes jobs from the queue one after another and keeps the lease of each while it runs.</summary>
internal sealed class JobWorker(JobQueue queue, DatasetImport import, DatasetStore store, JobOptions options, ILogger<JobWorker> logger)
{
    private readonly string _id = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Runs every job that is due.</summary>
    /// <param name="grace">How long a running job may go on after <paramref name="stopping"/>; then it is handed back.</param>
    /// <param name="beat">Called whenever the worker was seen to be alive.</param>
    /// <returns>Jobs run.</returns>
    public async Task<int> DrainAsync(TimeSpan grace, CancellationToken stopping, Action? beat = null)
    {
        if (await queue.RescueAsync(options.Lease, stopping) is > 0 and var rescued)
            logger.LogWarning("{Count} jobs were taken back from workers that stopped answering", rescued);
        var count = 0;
        // A claim is not cancelled: committed and not read, it would hold its job until the lease ends.
        for (; !stopping.IsCancellationRequested && await queue.ClaimAsync(_id, CancellationToken.None) is { } job; count++)
            await RunAsync(job, grace, beat, stopping);
        beat?.Invoke();
        return count;
    }

    private async Task RunAsync(ClaimedJob job, TimeSpan grace, Action? beat, CancellationToken stopping)
    {
        logger.LogInformation("Job {Job} ({Type}): attempt {Attempt} of {MaxAttempts} on dataset {Dataset}",
            job.Id, job.Type, job.Attempt, job.MaxAttempts, job.DatasetId);
        using var ended = new CancellationTokenSource();
        await using var last = stopping.Register(() => ended.CancelAfter(grace));
        var progress = new ImportProgress();
        var heartbeat = BeatAsync(job, progress, beat, ended);
        try
        {
            await import.RunAsync(job, progress, ended.Token);
        }
        catch (LeaseLostException exception)
        {
            logger.LogWarning("{Message} Its rows were rolled back", exception.Message);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            logger.LogInformation("Job {Job}: handed back, this process is stopping", job.Id);
            await queue.HandBackAsync(job, CancellationToken.None);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            logger.LogWarning("Job {Job}: stopped, its lease was lost. Its rows were rolled back", job.Id);
        }
        catch (Exception exception)
        {
            await RetryAsync(job, exception);
        }
        finally
        {
            await ended.CancelAsync();
            await heartbeat;
        }
    }

    /// <summary>The machine's fault, not the file's: tried again later, until the attempts are used up.</summary>
    private async Task RetryAsync(ClaimedJob job, Exception exception)
    {
        logger.LogError(exception, "Job {Job}: attempt {Attempt} of {MaxAttempts} failed", job.Id, job.Attempt, job.MaxAttempts);
        try
        {
            if (job.Attempt < job.MaxAttempts)
                await queue.RetryAsync(job, $"{ErrorCodes.ImportInterrupted}: interrupted by {exception.GetType().Name}, not by the file", CancellationToken.None);
            else
                await store.FailAsync(job, $"{ErrorCodes.ImportInterrupted}: reading was interrupted too often, not by the file; reprocess the dataset", 0, null, null, CancellationToken.None);
        }
        catch (Exception again) when (again is LeaseLostException or Npgsql.NpgsqlException)
        {
            logger.LogWarning(again, "Job {Job}: its end could not be recorded; it is rescued when its lease ends", job.Id);
        }
    }

    /// <summary>Renews the lease; when it is lost, stops the work.</summary>
    private async Task BeatAsync(ClaimedJob job, ImportProgress progress, Action? beat, CancellationTokenSource work)
    {
        var lastRenewed = TimeProvider.System.GetTimestamp();
        while (!work.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Heartbeat, work.Token);
                await queue.HeartbeatAsync(job, progress.Phase, progress.Rows, progress.RowsExpected, work.Token);
                lastRenewed = TimeProvider.System.GetTimestamp();
                beat?.Invoke();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (LeaseLostException)
            {
                await work.CancelAsync();
            }
            catch (Npgsql.NpgsqlException) when (TimeProvider.System.GetElapsedTime(lastRenewed) < options.Lease)
            {
                // The database may come back before the lease ends.
            }
            catch (Npgsql.NpgsqlException)
            {
                await work.CancelAsync();
            }
        }
    }
}
