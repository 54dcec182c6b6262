using BabyNames.Data.Ingestion;
using BabyNames.Data.Jobs;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Jobs;

public class JobLeaseTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly JobQueue _queue = new(database.Databases);
    private readonly DatasetStore _store = new(database.Databases);

    public Task InitializeAsync() => database.SqlAsync("TRUNCATE datasets CASCADE");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_job_whose_lease_expired_is_queued_again()
    {
        var (job, _) = await Some.BegunAsync(database.Databases);
        Assert.Equal(0, await _queue.RescueAsync(Lease, default));

        await ExpireAsync();
        Assert.Equal(1, await _queue.RescueAsync(Lease, default));
        Assert.Equal(
            [
                ["queued", "the worker some worker sent no heartbeat"],
            ],
            await database.SqlAsync("SELECT status, last_error FROM jobs")
        );
        Assert.Equal(job with { WorkerId = "another worker", Attempt = 2 }, await _queue.ClaimAsync("another worker", default));
    }

    [Fact]
    public async Task A_heartbeat_extends_the_lease_and_stores_the_progress()
    {
        var (job, _) = await Some.BegunAsync(database.Databases);
        await ExpireAsync();
        await _queue.HeartbeatAsync(job, "reading", 1_000, 2_000, default);
        Assert.Equal(0, await _queue.RescueAsync(Lease, default));
        Assert.Equal(
            [
                ["reading", 1_000L, 2_000L],
            ],
            await database.SqlAsync("SELECT progress_phase, rows_done, rows_expected FROM jobs")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_whose_lease_expired_at_the_last_attempt_fails_with_its_dataset(bool begun)
    {
        await Some.DatasetAsync(database.Databases);
        await database.SqlAsync("UPDATE jobs SET attempts = max_attempts - 1");
        var job = await new JobQueue(database.Databases, RetryPolicy.Default with { MaxAttempts = 1 }).ClaimAsync("a worker", default);
        if (begun)
            await _store.BeginAsync(job!, default);
        await ExpireAsync();

        Assert.Equal(1, await _queue.RescueAsync(Lease, default));
        Assert.Equal(
            [
                ["failed", true],
            ],
            await database.SqlAsync("SELECT status, completed_at IS NOT NULL FROM jobs")
        );
        Assert.Equal(
            [
                ["failed", "BN302: reading was interrupted too often; reprocess the dataset"],
            ],
            await database.SqlAsync("SELECT status, error_message FROM datasets")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_load_without_its_lease_stores_no_row(bool firstLoad)
    {
        if (!firstLoad)
            await Some.CompletedAsync(database.Databases, new NameRecord(2000, 'F', "Emma", 10));
        var (job, file) = await Some.BegunAsync(database.Databases);
        await using (var load = await DatasetLoad.BeginAsync(database.Databases, file, default))
        {
            await load.WriteAsync(new(2001, 'F', "Zoe", 5), default);
            // This statement queues the job again as a rescue does, but it does not end the session of the load.
            await database.SqlAsync("UPDATE jobs SET status = 'queued', locked_at = NULL, locked_by = NULL WHERE status = 'running'");
            // The same worker claims the job again. Only the attempt number distinguishes its two leases.
            Assert.Equal(2, (await _queue.ClaimAsync(job.WorkerId, default))?.Attempt);
            await Assert.ThrowsAsync<LeaseLostException>(() => load.CompleteAsync(job, warnings: null, default));
        }
        Assert.Empty(await database.SqlAsync("SELECT * FROM names WHERE dataset_id = $1", file.Id));
        Assert.Empty(await database.SqlAsync("SELECT * FROM dataset_slices WHERE dataset_id = $1", file.Id));
        Assert.Equal(
            [
                ["processing"],
            ],
            await database.SqlAsync("SELECT status FROM datasets WHERE id = $1", file.Id)
        );
    }

    [Fact]
    public async Task Every_change_of_a_worker_without_its_lease_is_refused()
    {
        var (job, file) = await Some.BegunAsync(database.Databases);
        await ExpireAsync();
        await _queue.RescueAsync(Lease, default);
        await _queue.ClaimAsync("another worker", default);
        var before = await StateAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => _queue.HeartbeatAsync(job, "reading", 1, null, default));
        await Assert.ThrowsAsync<LeaseLostException>(() => _queue.RetryAsync(job, "late", default));
        await Assert.ThrowsAsync<LeaseLostException>(() => _store.FailAsync(job, new("late", ErrorCount: 1), default));
        await _queue.HandBackAsync(job, default);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_worker_with_a_very_long_name_keeps_its_lease()
    {
        // The column is shorter than a host name of 63 characters, a process id and 32 more characters.
        var (job, _) = await Some.BegunAsync(database.Databases, new string('w', 120));
        await _queue.HeartbeatAsync(job, "reading", 1, null, default);
    }

    [Fact]
    public async Task An_abandoned_load_leaves_no_row_and_the_catalog_unchanged()
    {
        var before = await Catalog.ReadAsync(database.Databases.Owner);
        var (_, file) = await Some.BegunAsync(database.Databases);
        await using (var load = await DatasetLoad.BeginAsync(database.Databases, file, default))
            await load.WriteAsync(new(2001, 'F', "Zoe", 5), default);
        Assert.Empty(await database.SqlAsync("SELECT * FROM names"));
        Assert.Equal(before, await Catalog.ReadAsync(database.Databases.Owner));
    }

    [Fact]
    public async Task A_first_load_leaves_the_catalog_unchanged()
    {
        var before = await Catalog.ReadAsync(database.Databases.Owner);
        await Some.CompletedAsync(database.Databases, new NameRecord(2000, 'F', "Emma", 10));
        Assert.Equal(before, await Catalog.ReadAsync(database.Databases.Owner));
        Assert.Equal(
            0L,
            await database.Databases.Owner.OneAsync<long>(
                "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = 'names'::REGCLASS AND tgenabled <> 'O'"
            )
        );
    }

    [Fact]
    public async Task A_worker_that_hangs_in_a_load_does_not_block_the_next_attempt()
    {
        var (job, file) = await Some.BegunAsync(database.Databases);
        var hanging = await DatasetLoad.BeginAsync(database.Databases, file, default);
        await ExpireAsync();
        Assert.Equal(1, await _queue.RescueAsync(Lease, default));

        // A first load holds a lock that blocks all other access to the table.
        var next = (await _queue.ClaimAsync("another worker", default))!;
        await Eventually.EndAsync(CompleteAsync(), "the next attempt");
        Assert.Equal(
            [
                ["completed", 2],
            ],
            await database.SqlAsync("SELECT status, attempts FROM jobs")
        );
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => hanging.CompleteAsync(job, warnings: null, default));
        await Record.ExceptionAsync(() => hanging.DisposeAsync().AsTask());
        Assert.Equal(
            [
                ["Zoe"],
            ],
            await database.SqlAsync("SELECT name FROM names")
        );

        async Task<bool> CompleteAsync()
        {
            await Some.CompleteAsync(database.Databases, (next, file), new NameRecord(2001, 'F', "Zoe", 5));
            return true;
        }
    }

    [Fact]
    public async Task A_cancelled_load_loses_its_lease()
    {
        var (job, file) = await Some.BegunAsync(database.Databases);
        await using var load = await DatasetLoad.BeginAsync(database.Databases, file, default);
        await load.WriteAsync(new(2001, 'F', "Zoe", 5), default);
        Assert.True(await new DatasetDeletion(database.Databases).CancelAsync(file.Id, default));
        await Assert.ThrowsAsync<LeaseLostException>(() => load.CompleteAsync(job, warnings: null, default));
    }

    [Fact]
    public async Task Each_role_has_an_idle_in_transaction_timeout()
    {
        foreach (var source in new[] { database.Databases.Worker, database.Databases.Writer, database.Databases.Reader })
            Assert.Equal("10s", await source.OneAsync<string>("SHOW idle_in_transaction_session_timeout"));
    }

    private Task ExpireAsync() => database.SqlAsync("UPDATE jobs SET locked_at = NOW() - INTERVAL '61 seconds' WHERE status = 'running'");

    private async Task<string> StateAsync() =>
        (string)
            (
                await database.SqlAsync(
                    "SELECT (SELECT JSONB_AGG(TO_JSONB(j) - 'locked_at') FROM jobs j)::TEXT || (SELECT JSONB_AGG(d) FROM datasets d)::TEXT"
                )
            )[0][0];
}
