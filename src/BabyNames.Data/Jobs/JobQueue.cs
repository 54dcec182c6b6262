using Npgsql;

namespace BabyNames.Data.Jobs;

/// <summary>The table <c>jobs</c> as a queue. Workers claim jobs, renew their leases, and complete, fail, retry or hand back jobs. Each
/// step is one statement with the lease in its condition, so that a worker that lost its lease changes nothing.</summary>
/// <param name="retries">When interrupted jobs are tried again; null for <see cref="RetryPolicy.Default"/>.</param>
public sealed class JobQueue(Databases databases, RetryPolicy? retries = null)
{
    // lock_next_job stores the first 100 characters of the worker's name.
    private const string HasLease = "id = $1 AND status = 'running' AND locked_by = LEFT($2, 100) AND attempts = $3";

    private readonly RetryPolicy _retries = retries ?? RetryPolicy.Default;

    /// <summary>Claims the oldest job that is due. A job without a dataset fails immediately.</summary>
    /// <param name="workerId">Name of the worker. Only the first 100 characters are significant.</param>
    /// <returns>The claimed job; null if no job is due.</returns>
    public async Task<ClaimedJob?> ClaimAsync(string workerId, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var command = databases.Worker.CreateCommand(
                "SELECT job_id, job_type, job_dataset_id, job_attempts, job_max_attempts FROM lock_next_job($1)"
            );
            command.Parameters.Add(new() { Value = workerId });
            ClaimedJob? claimed = null;
            Guid withoutDataset;
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                if (!await reader.ReadAsync(cancellationToken))
                    return null;
                if (!await reader.IsDBNullAsync(2, cancellationToken))
                    claimed = new(
                        reader.GetGuid(0),
                        reader.GetString(1),
                        reader.GetGuid(2),
                        workerId,
                        reader.GetInt32(3),
                        reader.GetInt32(4)
                    );
                withoutDataset = reader.GetGuid(0);
            }
            if (claimed is not null)
                return await ApplyPolicyAsync(claimed, cancellationToken);
            await FailWithoutDatasetAsync(withoutDataset, cancellationToken);
        }
    }

    /// <summary>Renews the lease and stores the progress of the job.</summary>
    /// <param name="phase"><c>reading</c> or <c>merging</c>.</param>
    /// <param name="rowsDone">Number of rows read.</param>
    /// <param name="rowsExpected">Estimated number of rows of the file; null if unknown.</param>
    /// <exception cref="LeaseLostException">The worker lost its lease.</exception>
    public async Task HeartbeatAsync(ClaimedJob job, string phase, long rowsDone, long? rowsExpected, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            $"""
            UPDATE jobs SET locked_at = NOW(), progress_phase = $4, rows_done = $5, rows_expected = $6 WHERE {HasLease}
            """
        );
        AddLease(command, job);
        command.Parameters.Add(new() { Value = phase });
        command.Parameters.Add(new() { Value = rowsDone });
        command.Parameters.Add(new() { Value = (object?)rowsExpected ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        await ExpectLeaseAsync(command, job, cancellationToken);
    }

    /// <summary>Completes the job in the transaction that stores its result.</summary>
    /// <exception cref="LeaseLostException">The worker lost its lease. The caller must roll back the transaction.</exception>
    public static async Task CompleteAsync(NpgsqlConnection connection, ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE jobs SET status = 'completed', completed_at = CLOCK_TIMESTAMP(), locked_at = NULL, locked_by = NULL, last_error = NULL
            WHERE {HasLease}
            """,
            connection
        );
        AddLease(command, job);
        await ExpectLeaseAsync(command, job, cancellationToken);
    }

    /// <summary>Fails the job in the transaction that stores the reason.</summary>
    /// <exception cref="LeaseLostException">The worker lost its lease. The caller must roll back the transaction.</exception>
    public static async Task FailAsync(NpgsqlConnection connection, ClaimedJob job, string error, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE jobs SET status = 'failed', completed_at = NOW(), locked_at = NULL, locked_by = NULL, last_error = $4
            WHERE {HasLease}
            """,
            connection
        );
        AddLease(command, job);
        command.Parameters.Add(new() { Value = error });
        await ExpectLeaseAsync(command, job, cancellationToken);
    }

    /// <summary>Queues the job again after the delay of the policy, twice as long after each attempt, with 10 % jitter.</summary>
    /// <exception cref="LeaseLostException">The worker lost its lease.</exception>
    public async Task RetryAsync(ClaimedJob job, string error, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            $"""
            UPDATE jobs SET status = 'queued', locked_at = NULL, locked_by = NULL, last_error = $4,
                next_retry_at = NOW() + LEAST($5 * POWER(2, attempts - 1), INTERVAL '1 hour') * (0.9 + 0.2 * RANDOM())
            WHERE {HasLease}
            """
        );
        AddLease(command, job);
        command.Parameters.Add(new() { Value = error });
        command.Parameters.Add(new() { Value = _retries.Delay });
        await ExpectLeaseAsync(command, job, cancellationToken);
    }

    /// <summary>Returns the job to the queue because this worker is stopping. The attempt does not count.</summary>
    public async Task HandBackAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            $"""
            UPDATE jobs SET status = 'queued', locked_at = NULL, locked_by = NULL, attempts = attempts - 1 WHERE {HasLease}
            """
        );
        AddLease(command, job);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Requeues the jobs whose lease expired and ends the database sessions that may still load their rows. A job that has no
    /// attempts left fails, and so does its dataset.</summary>
    /// <remarks>Locked jobs are skipped, because a worker that is committing holds the lock of its job.</remarks>
    /// <param name="lease">Time after the last heartbeat at which a lease expires.</param>
    /// <returns>Number of jobs whose lease expired.</returns>
    public async Task<int> RescueAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            WITH expired AS (
                SELECT id FROM jobs WHERE status = 'running' AND locked_at < NOW() - $1 FOR UPDATE SKIP LOCKED
            ), rescued AS (
                UPDATE jobs j SET
                    status = CASE WHEN attempts < max_attempts THEN 'queued' ELSE 'failed' END,
                    completed_at = CASE WHEN attempts < max_attempts THEN NULL ELSE NOW() END,
                    last_error = 'the worker ' || locked_by || ' sent no heartbeat', locked_at = NULL, locked_by = NULL
                FROM expired e WHERE j.id = e.id
                RETURNING j.dataset_id, j.status
            ), ended AS (
                UPDATE datasets d SET status = 'failed', processed_at = NOW(),
                    error_message = 'BN302: reading was interrupted too often; reprocess the dataset'
                FROM rescued r
                WHERE r.status = 'failed' AND d.id = r.dataset_id AND d.status IN ('pending', 'processing', 'reprocessing')
            )
            SELECT COUNT(end_load_sessions(dataset_id))::INTEGER FROM rescued
            """
        );
        command.Parameters.Add(new() { Value = lease });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Deletes jobs that ended more than 30 days ago.</summary>
    /// <returns>Number of deleted jobs.</returns>
    public async Task<int> CleanUpAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("SELECT cleanup_old_jobs()");
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Stores the maximum number of attempts of the policy in a claimed job.</summary>
    private async Task<ClaimedJob> ApplyPolicyAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        var maxAttempts = Math.Max(_retries.MaxAttempts, job.Attempt);
        if (job.MaxAttempts == maxAttempts)
            return job;
        await using var command = databases.Worker.CreateCommand($"UPDATE jobs SET max_attempts = $4 WHERE {HasLease}");
        AddLease(command, job);
        command.Parameters.Add(new() { Value = maxAttempts });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return job with { MaxAttempts = maxAttempts };
    }

    private async Task FailWithoutDatasetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            UPDATE jobs SET status = 'failed', completed_at = NOW(), locked_at = NULL, locked_by = NULL, last_error = $2
            WHERE id = $1 AND status = 'running'
            """
        );
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = "BN204: the job has no dataset" });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddLease(NpgsqlCommand command, ClaimedJob job)
    {
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = job.WorkerId });
        command.Parameters.Add(new() { Value = job.Attempt });
    }

    private static async Task ExpectLeaseAsync(NpgsqlCommand command, ClaimedJob job, CancellationToken cancellationToken)
    {
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new LeaseLostException(job);
    }
}
