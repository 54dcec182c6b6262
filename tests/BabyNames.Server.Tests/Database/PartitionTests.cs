using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Migrations;
using BabyNames.Data.Statistics;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests the partitioning of rows by country, and its undo.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private readonly DatabaseFixture _database = new();
    private readonly List<string> _lines = [];

    private Databases Databases => _database.Databases;

    private NamePartitions Partitions => new(Databases.Owner);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task All_row_changes_work_with_partitions_and_removing_partitions_restores_the_catalog()
    {
        var us = await Some.CompletedInAsync("US", Databases, new(2001, 'F', "Emma", 110), new(2001, 'M', "Liam", 120));
        await Some.CompletedInAsync("CA", Databases, new(2001, 'F', "Zoe", 5), new(2002, 'F', "Zoe", 6));
        await Some.ReprocessedAsync(Databases, us, new(2001, 'F', "Emma", 111), new(2001, 'M', "Liam", 121));
        var (catalog, rows) = (await Catalog.ReadAsync(Databases.Owner), await RowsAsync());

        Assert.Equal(6, (await Partitions.PlanAsync(default))!.Rows);
        await Partitions.PartitionAsync(_lines.Add, default);
        Assert.Contains("copied 2 of 2 countries (US, 4 rows)", _lines);
        Assert.Equal(["names_ca", "names_default", "names_us"], await PartitionsAsync());
        Assert.Equal(rows, await RowsAsync());
        Assert.Equal(["names_us"], await ScannedPartitionsAsync("US"));
        await AssertUnchangedAccessAsync();

        await ChangeAsync(us);
        await Some.CompletedInAsync("AU", Databases, new(2001, 'F', "Mia", 7), new(2001, 'M', "Jack", 8));
        await AssertStatisticsAsync();
        Assert.Equal(["names_default"], await ScannedPartitionsAsync("AU"));
        rows = await RowsAsync();
        await Partitions.PartitionAsync(_lines.Add, default);
        Assert.Contains("copied 1 of 1 countries (AU, 2 rows)", _lines);
        Assert.Equal(["names_au", "names_ca", "names_default", "names_us"], await PartitionsAsync());
        Assert.Equal(["names_au"], await ScannedPartitionsAsync("AU"));
        Assert.Equal(rows, await RowsAsync());
        Assert.Null(await Partitions.PlanAsync(default));
        await AssertStatisticsAsync();

        await Partitions.UndoAsync(_lines.Add, default);
        Assert.Contains("copied 4 of 4 partitions (names_us, 3 rows)", _lines);
        Assert.Equal(rows, await RowsAsync());
        Assert.Equal(catalog, await Catalog.ReadAsync(Databases.Owner));
        Assert.Null(await Partitions.PlanUndoAsync(default));
        await ChangeAsync(us);
    }

    [Fact]
    public async Task The_first_load_of_a_country_into_partitions_is_staged()
    {
        await Partitions.PartitionAsync(_lines.Add, default);
        Assert.Equal(["names_default"], await PartitionsAsync());
        await Some.CompletedAsync(Databases, new(2001, 'F', "Emma", 110), new(2001, 'M', "Liam", 120));
        await AssertStatisticsAsync();
        Assert.Equal(2, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Migrations_run_down_and_up_with_partitions()
    {
        await Some.CompletedAsync(Databases, new NameRecord(2001, 'F', "Emma", 110));
        await Partitions.PartitionAsync(_lines.Add, default);
        // A cloned database does not have the database grants of its template.
        await _database.SqlAsync("DO $$ BEGIN EXECUTE FORMAT('GRANT TEMPORARY ON DATABASE %I TO api_worker', CURRENT_DATABASE()); END; $$");
        var catalog = await Catalog.ReadAsync(Databases.Owner);
        var migrator = new SchemaMigrator(Databases.Owner);
        await migrator.DownAsync(Migration.Embedded.Count - 1, default, besideServers: true);
        await migrator.UpAsync(default);
        Assert.Equal(catalog, await Catalog.ReadAsync(Databases.Owner));
        await Some.RefreshedAsync(Databases);
        await AssertStatisticsAsync();
        await migrator.DownAsync(int.MaxValue, default, besideServers: true);
        await migrator.UpAsync(default);
        Assert.Null(await Partitions.PlanUndoAsync(default));
    }

    /// <summary>A load waits until the rows are copied.</summary>
    [Fact]
    public async Task Readers_continue_while_rows_are_copied_and_a_failed_copy_changes_nothing()
    {
        await Some.CompletedAsync(Databases, new NameRecord(2001, 'F', "Emma", 110));
        var catalog = await Catalog.ReadAsync(Databases.Owner);
        Task? load = null;
        using var stop = new CancellationTokenSource();
        var begun = await Some.BegunAsync(Databases, country: "CA");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Partitions.PartitionAsync(
                line =>
                {
                    if (!line.StartsWith("copied", StringComparison.Ordinal))
                        return;
                    load = Some.CompleteAsync(Databases, begun, new NameRecord(2001, 'F', "Zoe", 5));
                    Assert.Single(_database.SqlAsync("SELECT FROM names").GetAwaiter().GetResult());
                    Assert.False(load.IsCompleted);
                    stop.Cancel();
                },
                stop.Token
            )
        );
        await load!;
        Assert.Equal(catalog, await Catalog.ReadAsync(Databases.Owner));
        Assert.Equal(2, (await RowsAsync()).Count);
    }

    /// <summary>The exchange, the reader and a load that waits do not end in a deadlock.</summary>
    [Fact]
    public async Task The_exchange_of_tables_waits_for_a_long_reader()
    {
        await Some.CompletedAsync(Databases, new NameRecord(2001, 'F', "Emma", 110));
        var begun = await Some.BegunAsync(Databases, country: "CA");
        await using var reader = await Databases.Reader.OpenConnectionAsync();
        var reading = await reader.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT COUNT(*) FROM names", reader);
        Assert.Equal(1L, await command.ExecuteScalarAsync());
        var isCopied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var partition = Partitions.PartitionAsync(
            line =>
            {
                if (line.StartsWith("copied", StringComparison.Ordinal))
                    isCopied.TrySetResult();
            },
            default
        );
        await isCopied.Task;
        var load = Some.CompleteAsync(Databases, begun, new NameRecord(2001, 'F', "Zoe", 5));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(partition.IsCompleted || load.IsCompleted);
        Assert.Equal(1L, await Databases.Reader.OneAsync<long>("SELECT COUNT(*) FROM names"));
        await reading.DisposeAsync();
        await partition;
        await load;
        await Some.RefreshedAsync(Databases);
        await AssertStatisticsAsync();
    }

    /// <summary>A snapshot from before the exchange sees no rows in the new tables.</summary>
    [Fact]
    public async Task A_refresh_from_before_the_exchange_of_tables_is_not_stored()
    {
        await Some.CompletedAsync(Databases, new NameRecord(2001, 'F', "Emma", 110));
        await using var worker = await Databases.Worker.OpenConnectionAsync();
        await using var refresh = await worker.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var begin = new NpgsqlCommand("SELECT version FROM statistics_state", worker);
        await begin.ExecuteScalarAsync();
        await Partitions.PartitionAsync(_lines.Add, default);
        await using var end = new NpgsqlCommand("UPDATE statistics_state SET version = version + 1", worker);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => end.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.SerializationFailure, refused.SqlState);
    }

    /// <summary>Views of the rows are created again. The command names other dependent objects before it copies rows.</summary>
    [Fact]
    public async Task Views_on_names_are_kept()
    {
        await Some.CompletedAsync(Databases, new NameRecord(2001, 'F', "Emma", 110));
        await _database.SqlAsync("CREATE VIEW mine AS SELECT name FROM names; GRANT SELECT ON mine TO api_writer");
        await Partitions.PartitionAsync(_lines.Add, default);
        Assert.Equal(
            [
                ["Emma"],
            ],
            await Databases.Writer.SqlAsync("SELECT * FROM mine")
        );
        await _database.SqlAsync("CREATE VIEW others AS SELECT * FROM mine");
        var refused = await Assert.ThrowsAsync<MigrationException>(() => Partitions.PlanUndoAsync(default));
        Assert.StartsWith("others depends on the table", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Completes a file, reprocesses a dataset, and deletes, restores and purges the dataset of the file. It checks the statistics
    /// after each change.</summary>
    private async Task ChangeAsync(Guid us)
    {
        var deletion = new DatasetDeletion(Databases);
        var next = await Some.CompletedInAsync("US", Databases, new(2001, 'M', "Noah", 130), new(2003, 'F', "Emma", 90));
        await AssertStatisticsAsync();
        await Some.ReprocessedAsync(Databases, us, new(2001, 'F', "Emma", 112), new(2001, 'M', "Liam", 122), new(2004, 'F', "Ava", 9));
        await AssertStatisticsAsync();
        Assert.True(await deletion.DeleteAsync(next, default));
        await Some.RefreshedAsync(Databases);
        await AssertStatisticsAsync();
        Assert.True((await deletion.RestoreAsync(next, default)).IsRestored);
        await Some.RefreshedAsync(Databases);
        await AssertStatisticsAsync();
        Assert.True(await deletion.DeleteAsync(next, default));
        await Some.RefreshedAsync(Databases);
        Assert.True(await deletion.PurgeAsync(DateTimeOffset.UtcNow.AddHours(1), default) > 0);
        Assert.Equal(0L, await Databases.Owner.OneAsync<long>("SELECT COUNT(*) FROM names WHERE deleted_at IS NOT NULL"));
        await AssertStatisticsAsync();
    }

    private async Task AssertStatisticsAsync() =>
        Assert.All((await new StatisticsCheck(Databases).CompareAsync(default))!, table => Assert.Empty(table.First));

    /// <summary>Checks the grants, the storage options and the owner of the sequence.</summary>
    private async Task AssertUnchangedAccessAsync()
    {
        Assert.Empty(await new SchemaMigrator(Databases.Owner).MissingGrantsAsync(default));
        Assert.Equal("public.names_id_seq", await Databases.Owner.OneAsync<string>("SELECT PG_GET_SERIAL_SEQUENCE('names', 'id')"));
        Assert.Equal(
            [
                ["autovacuum_vacuum_scale_factor=0.1,autovacuum_analyze_scale_factor=0.05"],
            ],
            await _database.SqlAsync(
                """
                SELECT DISTINCT ARRAY_TO_STRING(reloptions, ',') FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
                WHERE inhparent = 'names'::REGCLASS
                """
            )
        );
    }

    /// <summary>Returns the partitions that a query about a country reads.</summary>
    private async Task<IEnumerable<string>> ScannedPartitionsAsync(string country)
    {
        var id = await Databases.Owner.OneAsync<Guid>("SELECT id FROM countries WHERE code = $1", country);
        var plan = await _database.SqlAsync(
            $"EXPLAIN SELECT * FROM names WHERE country_id = '{id}' AND year = 2001 AND gender = 'F' AND deleted_at IS NULL"
        );
        return (await PartitionsAsync()).Where(partition =>
            plan.Any(line => ((string)line[0]).Contains($"on {partition} ", StringComparison.Ordinal))
        );
    }

    private async Task<List<string>> PartitionsAsync()
    {
        var rows = await _database.SqlAsync(
            "SELECT inhrelid::REGCLASS::TEXT FROM pg_inherits WHERE inhparent = 'names'::REGCLASS ORDER BY 1"
        );
        return [.. rows.Select(row => (string)row[0])];
    }

    private async Task<List<object>> RowsAsync() =>
        [.. (await _database.SqlAsync("SELECT names::TEXT FROM names ORDER BY id")).Select(row => row[0])];
}
