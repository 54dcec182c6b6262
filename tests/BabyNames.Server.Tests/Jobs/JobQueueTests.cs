using System.Collections.Concurrent;
using BabyNames.Data.Jobs;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Jobs;

public class JobQueueTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private readonly JobQueue _queue = new(database.Databases);

    public Task InitializeAsync() => database.SqlAsync("TRUNCATE datasets CASCADE");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_job_is_claimed_by_one_of_many_workers()
    {
        const int jobs = 300;
        await database.SqlAsync(
            """
            WITH many AS (
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
                SELECT c.id, 'yob2001.txt', 'uploads/' || n, 1, 'us_ssa', LPAD(n::TEXT, 64, '0')
                FROM countries c, GENERATE_SERIES(1, $1) n WHERE c.code = 'US' RETURNING id
            )
            INSERT INTO jobs (dataset_id, type) SELECT id, 'parse_dataset' FROM many
            """,
            jobs
        );
        var claimed = new ConcurrentBag<Guid>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async worker =>
                {
                    while (await _queue.ClaimAsync($"worker {worker}", default) is { } job)
                        claimed.Add(job.Id);
                })
        );
        Assert.Equal(jobs, claimed.Count);
        Assert.Equal(jobs, claimed.Distinct().Count());
        Assert.Equal(1, await database.Databases.Owner.OneAsync<int>("SELECT MAX(attempts) FROM jobs"));
    }

    [Fact]
    public async Task A_claim_returns_the_oldest_due_job()
    {
        var newest = await Some.DatasetAsync(database.Databases);
        var notDue = await Some.DatasetAsync(database.Databases);
        var oldest = await Some.DatasetAsync(database.Databases);
        await database.SqlAsync("UPDATE jobs SET created_at = NOW() - INTERVAL '1 hour' WHERE dataset_id = $1", oldest);
        await database.SqlAsync(
            "UPDATE jobs SET created_at = NOW() - INTERVAL '2 hours', next_retry_at = NOW() + INTERVAL '1 hour' WHERE dataset_id = $1",
            notDue
        );

        Assert.Equal(oldest, (await _queue.ClaimAsync("a worker", default))?.DatasetId);
        Assert.Equal(newest, (await _queue.ClaimAsync("a worker", default))?.DatasetId);
        Assert.Null(await _queue.ClaimAsync("a worker", default));
        await database.SqlAsync("UPDATE jobs SET next_retry_at = NOW() WHERE dataset_id = $1", notDue);
        Assert.Equal(notDue, (await _queue.ClaimAsync("a worker", default))?.DatasetId);
    }

    [Fact]
    public async Task A_job_without_attempts_left_is_failed_and_does_not_block_later_jobs()
    {
        var exhausted = await Some.DatasetAsync(database.Databases);
        await database.SqlAsync("UPDATE jobs SET attempts = max_attempts, created_at = NOW() - INTERVAL '1 hour'");
        var next = await Some.DatasetAsync(database.Databases);

        Assert.Equal(next, (await _queue.ClaimAsync("a worker", default))?.DatasetId);
        Assert.Null(await _queue.ClaimAsync("a worker", default));
        Assert.Equal(
            [
                ["failed", true, "out of attempts"],
            ],
            await database.SqlAsync("SELECT status, completed_at IS NOT NULL, last_error FROM jobs WHERE dataset_id = $1", exhausted)
        );
    }

    [Fact]
    public async Task A_job_without_a_dataset_fails_at_once_and_the_next_job_is_claimed()
    {
        await database.SqlAsync("INSERT INTO jobs (type, created_at) VALUES ('parse_dataset', NOW() - INTERVAL '1 hour')");
        var next = await Some.DatasetAsync(database.Databases);

        Assert.Equal(next, (await _queue.ClaimAsync("a worker", default))?.DatasetId);
        Assert.Equal(
            [
                ["failed", 1, "BN204: the job has no dataset"],
            ],
            await database.SqlAsync("SELECT status, attempts, last_error FROM jobs WHERE dataset_id IS NULL")
        );
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("processing")]
    [InlineData("reprocessing")]
    public async Task A_job_without_attempts_left_fails_with_its_dataset(string status)
    {
        var id = await Some.DatasetAsync(database.Databases);
        foreach (
            var step in status switch
            {
                "pending" => (string[])[],
                "processing" => ["processing"],
                _ => ["failed", "reprocessing"],
            }
        )
            await database.SqlAsync("UPDATE datasets SET status = $2 WHERE id = $1", id, step);
        await database.SqlAsync("UPDATE jobs SET attempts = max_attempts");

        Assert.Null(await _queue.ClaimAsync("a worker", default));
        Assert.Equal(
            [
                ["failed", true, "BN302: reading was interrupted too often; reprocess the dataset"],
            ],
            await database.SqlAsync("SELECT status, processed_at IS NOT NULL, error_message FROM datasets WHERE id = $1", id)
        );
    }

    [Fact]
    public async Task An_expired_lease_and_a_retry_each_use_one_attempt()
    {
        await Some.DatasetAsync(database.Databases);
        Assert.Equal(1, (await _queue.ClaimAsync("a worker", default))?.Attempt);
        await database.SqlAsync("UPDATE jobs SET locked_at = NOW() - INTERVAL '1 hour'");
        Assert.Equal(1, await _queue.RescueAsync(TimeSpan.FromMinutes(1), default));
        var second = await _queue.ClaimAsync("a worker", default);
        Assert.Equal(2, second?.Attempt);
        await _queue.RetryAsync(second!, "the disk was full", default);
        await database.SqlAsync("UPDATE jobs SET next_retry_at = NULL");
        Assert.Equal(3, (await _queue.ClaimAsync("a worker", default))?.Attempt);
    }

    [Fact]
    public async Task A_job_that_is_handed_back_uses_no_attempt()
    {
        var (job, _) = await Some.BegunAsync(database.Databases);
        await _queue.HandBackAsync(job, default);
        Assert.Equal(
            [
                ["queued", 0, DBNull.Value, DBNull.Value],
            ],
            await database.SqlAsync("SELECT status, attempts, locked_by, locked_at FROM jobs")
        );
        Assert.Equal(1, (await _queue.ClaimAsync("another worker", default))?.Attempt);
    }

    [Fact]
    public async Task A_retried_job_waits_twice_as_long_each_time()
    {
        await Some.DatasetAsync(database.Databases);
        foreach (var seconds in new[] { 5, 10 })
        {
            await database.SqlAsync("UPDATE jobs SET next_retry_at = NULL");
            var job = await _queue.ClaimAsync("a worker", default);
            var before = await database.Databases.Owner.OneAsync<DateTime>("SELECT NOW()");
            await _queue.RetryAsync(job!, "the disk was full", default);
            Assert.Equal(
                [
                    ["queued", "the disk was full", true],
                ],
                await database.SqlAsync(
                    "SELECT status, last_error, next_retry_at BETWEEN $2 + $1 * 0.89 AND NOW() + $1 * 1.11 FROM jobs",
                    TimeSpan.FromSeconds(seconds),
                    before
                )
            );
        }
    }

    [Fact]
    public async Task The_policy_sets_the_attempts_and_the_delay_of_a_job()
    {
        await Some.DatasetAsync(database.Databases);
        var queue = new JobQueue(database.Databases, new(2, TimeSpan.FromMinutes(50)));
        var job = await queue.ClaimAsync("a worker", default);
        Assert.Equal((1, 2), (job!.Attempt, job.MaxAttempts));
        Assert.Equal(2, await database.Databases.Owner.OneAsync<int>("SELECT max_attempts FROM jobs"));
        await queue.RetryAsync(job, "the disk was full", default);
        await database.SqlAsync("UPDATE jobs SET next_retry_at = NULL");

        // The second delay would be 100 minutes, but no delay is longer than an hour. The first attempt counts if the policy allows fewer.
        var fewer = new JobQueue(database.Databases, new(1, TimeSpan.FromMinutes(50)));
        job = await fewer.ClaimAsync("a worker", default);
        Assert.Equal((2, 2), (job!.Attempt, job.MaxAttempts));
        await fewer.RetryAsync(job, "the disk was full", default);
        Assert.InRange(
            await database.Databases.Owner.OneAsync<TimeSpan>("SELECT next_retry_at - NOW() FROM jobs"),
            TimeSpan.FromMinutes(53),
            TimeSpan.FromMinutes(66)
        );
    }

    /// <summary>The delays have a jitter of 10 %.</summary>
    [Fact]
    public void The_default_policy_outlasts_a_fault_of_the_storage_of_ten_minutes()
    {
        var (attempts, delay) = RetryPolicy.Default;
        var waits = Enumerable.Range(0, attempts - 1).Sum(wait => delay.TotalSeconds * Math.Pow(2, wait));
        Assert.InRange(0.9 * waits, TimeSpan.FromMinutes(19).TotalSeconds, TimeSpan.FromMinutes(21).TotalSeconds);
    }

    [Fact]
    public async Task A_dataset_has_one_active_job()
    {
        var id = await Some.DatasetAsync(database.Databases);
        const string another = "INSERT INTO jobs (dataset_id, type) VALUES ($1, 'reprocess_dataset')";
        var exception = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.SqlAsync(another, id));
        Assert.Equal("uq_jobs_active_dataset", exception.ConstraintName);

        await database.SqlAsync("UPDATE jobs SET status = 'failed', completed_at = NOW()");
        await database.SqlAsync(another, id);
    }

    [Theory]
    [InlineData("status = 'completed'")]
    [InlineData("status = 'running'")]
    [InlineData("completed_at = NOW()")]
    [InlineData("attempts = max_attempts + 1")]
    [InlineData("status = 'cancelled'")]
    [InlineData("type = 'refresh'")]
    public async Task The_database_refuses_an_inconsistent_job(string change)
    {
        await Some.DatasetAsync(database.Databases);
        var exception = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.SqlAsync($"UPDATE jobs SET {change}"));
        Assert.Equal(Npgsql.PostgresErrorCodes.CheckViolation, exception.SqlState);
    }

    [Fact]
    public async Task Ended_jobs_are_deleted_after_30_days()
    {
        await database.SqlAsync(
            """
            INSERT INTO jobs (type, status, created_at, completed_at)
            SELECT 'parse_dataset', status, NOW() - age, CASE WHEN status <> 'queued' THEN NOW() - age END
            FROM UNNEST(ARRAY['completed', 'failed', 'queued']) status, UNNEST(ARRAY[INTERVAL '29 days', INTERVAL '31 days']) age
            """
        );
        Assert.Equal(2, await database.Databases.Worker.OneAsync<int>("SELECT cleanup_old_jobs()"));
        Assert.Equal(
            [
                ["completed"],
                ["failed"],
                ["queued"],
                ["queued"],
            ],
            await database.SqlAsync("SELECT status FROM jobs ORDER BY status")
        );
    }
}
