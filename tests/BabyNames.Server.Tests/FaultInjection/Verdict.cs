using System.Collections.Concurrent;
using BabyNames.Data;
using BabyNames.Data.Statistics;
using BabyNames.Server.Datasets;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>Checks a database after a fault by plain SQL and by figures counted from the files.</summary>
internal sealed class Verdict : IAsyncDisposable
{
    /// <summary>Logs each committed change of a job's status to completed. A job may be logged only once.</summary>
    private const string Log = """
        CREATE TABLE completions (job_id UUID, dataset_id UUID);
        CREATE FUNCTION log_completion() RETURNS TRIGGER AS $$
        BEGIN
            INSERT INTO completions VALUES (NEW.id, NEW.dataset_id);
            RETURN NULL;
        END;
        $$ LANGUAGE plpgsql SECURITY DEFINER;
        CREATE TRIGGER log_completions AFTER UPDATE ON jobs FOR EACH ROW
            WHEN (NEW.status = 'completed' AND OLD.status <> 'completed') EXECUTE FUNCTION log_completion();
        """;

    private readonly ConcurrentDictionary<string, SsaFile> _files = new();
    private readonly string _catalog;

    private Verdict(NpgsqlDataSource owner, string catalog) => (Owner, _catalog) = (owner, catalog);

    public NpgsqlDataSource Owner { get; }

    public static async Task<Verdict> CreateAsync(string connectionString)
    {
        // The connections are not pooled, so that the sessions of the tests do not fail after a restart of PostgreSQL.
        var owner = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "tests" }
        );
        await owner.SqlAsync(Log);
        return new(owner, await Catalog.ReadAsync(owner));
    }

    /// <summary>Adds a file that the server may accept from now on.</summary>
    public void Expect(SsaFile file) => _files[file.Sha256] = file;

    /// <summary>Waits until every job has ended and the statistics include its changes.</summary>
    /// <returns>The number of jobs by status and attempt.</returns>
    public Task<string> SettledAsync() =>
        Eventually.SeeAsync(
            async () =>
            {
                try
                {
                    return await Owner.OneAsync<string>(
                        """
                        SELECT CASE WHEN EXISTS (SELECT FROM changed_cells) THEN 'statistics behind, ' ELSE '' END || COALESCE(
                            (SELECT STRING_AGG(n || ' ' || status || ' at attempt ' || attempts, ', ') FROM (
                                SELECT status, attempts, COUNT(*) AS n FROM jobs GROUP BY status, attempts
                                    ORDER BY status, attempts) j), '')
                        FROM statistics_state
                        """
                    );
                }
                catch (NpgsqlException exception)
                {
                    return $"behind: {exception.Message}";
                }
            },
            seen =>
                !seen.Contains("behind", StringComparison.Ordinal)
                && !seen.Contains("queued", StringComparison.Ordinal)
                && !seen.Contains("running", StringComparison.Ordinal),
            "every job to end and the statistics to show it",
            FaultForm.Choose(Eventually.Patience, Eventually.Patience * 4)
        );

    /// <summary>Waits until every session of a killed server has ended.</summary>
    public Task SessionsEndedAsync() =>
        Eventually.SeeAsync(
            () =>
                Owner.OneAsync<string>(
                    """
                    SELECT COALESCE(STRING_AGG(application_name || ': ' || query, '; '), '') FROM pg_stat_activity
                    WHERE datname = CURRENT_DATABASE() AND backend_type = 'client backend' AND pid <> PG_BACKEND_PID()
                    """
                ),
            left => left.Length == 0,
            "the sessions of the killed server to end"
        );

    /// <summary>Checks at any moment that each dataset has all its rows or none. A dataset that was completed several times also has the
    /// replaced rows of the earlier times.</summary>
    public async Task AssertWholeAsync()
    {
        var rows = await Owner.SqlAsync(
            """
            SELECT d.sha256, d.status, d.row_count, (SELECT COUNT(*) FROM completions c WHERE c.dataset_id = d.id),
                (SELECT COUNT(*) FROM dataset_slices s WHERE s.dataset_id = d.id AND s.hidden_at IS NULL),
                n.year, n.gender, n.live, n.births, n.replaced, s.row_count, s.births
            FROM datasets d
            LEFT JOIN (
                SELECT dataset_id, year, gender, COUNT(*) FILTER (WHERE deleted_at IS NULL) AS live,
                    SUM(count) FILTER (WHERE deleted_at IS NULL) AS births, COUNT(*) FILTER (WHERE deleted_at IS NOT NULL) AS replaced
                FROM names GROUP BY dataset_id, year, gender
            ) n ON n.dataset_id = d.id
            LEFT JOIN dataset_slices s ON (s.dataset_id, s.year, s.gender) = (n.dataset_id, n.year, n.gender) AND s.hidden_at IS NULL
            ORDER BY d.id, n.year, n.gender
            """
        );
        foreach (var dataset in rows.GroupBy(row => (string)row[0]))
        {
            var file = _files[dataset.Key];
            var (status, rowCount, completions) = ((string)dataset.First()[1], dataset.First()[2], (long)dataset.First()[3]);
            var (slices, replaced) = completions == 0 ? ([], 0) : (file.Slices, (completions - 1) * file.Slices.Sum(slice => slice.Rows));
            var found = dataset.Where(row => row[5] is int).ToList();
            Assert.Equal(slices, found.Select(row => new Slice((int)row[5], (string)row[6], (long)row[7], (long)row[8])));
            Assert.Equal(slices, found.Select(row => new Slice((int)row[5], (string)row[6], (int)row[10], (long)row[11])));
            Assert.Equal(slices.Count, (long)dataset.First()[4]);
            Assert.Equal(replaced, found.Sum(row => (long)row[9]));
            Assert.Equal(completions == 0 ? DBNull.Value : (int)slices.Sum(slice => slice.Rows), rowCount);
            Assert.Contains(status, completions == 0 ? ["pending", "processing", "failed"] : (string[])["completed", "reprocessing"]);
        }
        Assert.Empty(await Owner.SqlAsync("SELECT job_id FROM completions GROUP BY job_id HAVING COUNT(*) > 1"));
    }

    /// <summary>Checks the final state after the server has stopped.</summary>
    public async Task AssertOverAsync(IReadOnlyDictionary<Guid, SsaFile> accepted, string connectionString, string storage)
    {
        await SessionsEndedAsync();
        await AssertWholeAsync();
        var datasets = await Owner.SqlAsync("SELECT id, sha256, status, file_path FROM datasets");
        Assert.Equal(
            accepted.Select(entry => (entry.Key, entry.Value.Sha256)).Order(),
            datasets.Select(row => ((Guid)row[0], (string)row[1])).Order()
        );
        // A job may fail only after the maximum number of attempts.
        Assert.Empty(
            await Owner.SqlAsync("SELECT * FROM jobs WHERE status <> 'completed' AND (status <> 'failed' OR attempts < max_attempts)")
        );
        Assert.Equal(
            datasets
                .Where(row => (string)row[2] == "completed")
                .SelectMany(row => _files[(string)row[1]].Slices)
                .OrderBy(slice => slice.Year)
                .ThenBy(slice => slice.Gender, StringComparer.Ordinal),
            (
                await Owner.SqlAsync(
                    "SELECT year, gender, COUNT(*), SUM(total_count)::BIGINT FROM name_statistics GROUP BY year, gender "
                        + "ORDER BY year, gender"
                )
            ).Select(row => new Slice((int)row[0], (string)row[1], (long)row[2], (long)row[3]))
        );
        Assert.Equal(_catalog, await Catalog.ReadAsync(Owner));
        Assert.Empty(await Owner.SqlAsync("SELECT oid::REGCLASS::TEXT FROM pg_class WHERE relpersistence = 't' OR relname LIKE 'staged%'"));
        Assert.Empty(await Owner.SqlAsync("SELECT gid FROM pg_prepared_xacts"));
        await SweepAsync(connectionString, storage);
        Assert.Equal(
            datasets.Select(row => Path.Combine(storage, (string)row[3])).Order(),
            Directory.GetFiles(Path.Combine(storage, "uploads")).Order()
        );
    }

    public ValueTask DisposeAsync() => Owner.DisposeAsync();

    /// <summary>Runs the nightly cleanup of storage, and checks that the statistics equal a full computation.</summary>
    private static async Task SweepAsync(string connectionString, string storage)
    {
        await using var server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                connectionString,
                "--Storage:Path",
                storage,
                "--Logging:LogLevel:Default",
                "Error",
                "--Jobs:Enabled",
                "false",
            ],
            CancellationToken.None
        );
        var services = server.App.Services;
        await services.GetRequiredService<DatasetUploads>().SweepAsync(DateTimeOffset.UtcNow.AddHours(1), default);
        var tables = await new StatisticsCheck(services.GetRequiredService<Databases>()).CompareAsync(default);
        Assert.All(tables!, table => Assert.Empty(table.First));
    }
}
