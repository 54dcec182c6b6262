using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

public class MigrationLockTests
{
    private const string Locks =
        "SELECT COUNT(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = CURRENT_DATABASE()";

    [Theory]
    [InlineData("babynames", 1076711221)]
    public void The_advisory_lock_is_the_lock_of_golang_migrate(string database, uint id) =>
        Assert.Equal(id, SchemaMigrator.LockId(database));

    [Fact]
    public async Task A_second_migrator_waits_for_the_first()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using var first = await database.Owner.OpenConnectionAsync();
        await using (var take = new NpgsqlCommand($"SELECT PG_ADVISORY_LOCK({SchemaMigrator.LockId(first.Database)})", first))
            await take.ExecuteNonQueryAsync();

        var second = new SchemaMigrator(database.Owner).UpAsync(default);
        await Eventually.SeeAsync(
            () => database.Owner.OneAsync<long>(Locks + " AND NOT granted"),
            waiting => waiting == 1,
            "the second migrator to wait for the lock"
        );
        Assert.False(second.IsCompleted);
        Assert.Equal(DBNull.Value, (await database.Owner.SqlAsync("SELECT TO_REGCLASS('schema_migrations')::TEXT"))[0][0]);

        await using (var give = new NpgsqlCommand("SELECT PG_ADVISORY_UNLOCK_ALL()", first))
            await give.ExecuteNonQueryAsync();
        Assert.Equal(Migration.Embedded.Count, (await Eventually.EndAsync(second, "the second migrator to finish")).Count);
    }

    [Fact]
    public async Task Only_one_of_several_concurrent_migrators_applies_the_files()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var applied = await Eventually.EndAsync(
            Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new SchemaMigrator(database.Owner).UpAsync(default))),
            "four migrators at once"
        );
        Assert.Equal([0, 0, 0, Migration.Embedded.Count], applied.Select(files => files.Count).Order());
    }

    /// <summary>Behind pg_dump, which holds its locks until its end, a waiting change of a table would block every reader of the
    /// table.</summary>
    [Fact]
    public async Task A_migration_that_waits_for_a_lock_gives_up_and_leaves_the_database_clean()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        Migration first = new(1, "first", "CREATE TABLE changed (id INTEGER)", "DROP TABLE changed");
        const string giveUp = "SELECT set_config('lock_timeout', '1ms', TRUE); ";
        Migration second = new(
            2,
            "second",
            giveUp + "CREATE TABLE other (id INTEGER); ALTER TABLE changed ADD COLUMN more INTEGER;",
            giveUp + "DROP TABLE other; ALTER TABLE changed DROP COLUMN more;"
        );
        var migrator = new SchemaMigrator(database.Owner, [first, second]);
        await new SchemaMigrator(database.Owner, [first]).UpAsync(default);

        await WithReaderAsync(() => AssertGivesUpAsync(() => migrator.UpAsync(default), (1, false)));
        Assert.Equal(["002_second.up.sql"], await migrator.UpAsync(default));
        await WithReaderAsync(() => AssertGivesUpAsync(() => migrator.DownAsync(1, default), (2, false)));
        Assert.Equal(["002_second.down.sql"], await migrator.DownAsync(1, default));

        async Task AssertGivesUpAsync(Func<Task> migrate, (long, bool) version)
        {
            var exception = await Assert.ThrowsAsync<MigrationException>(migrate);
            Assert.Contains("was not applied and changed nothing", exception.Message, StringComparison.Ordinal);
            Assert.Equal(version, await migrator.VersionAsync(default));
        }

        async Task WithReaderAsync(Func<Task> run)
        {
            await using var reader = await database.Owner.OpenConnectionAsync();
            await using var transaction = await reader.BeginTransactionAsync();
            await using (var read = new NpgsqlCommand("LOCK TABLE changed IN ACCESS SHARE MODE", reader, transaction))
                await read.ExecuteNonQueryAsync();
            await run();
        }
    }

    [Theory]
    [InlineData("SELECT no_such_column")]
    [InlineData("BEGIN; SELECT no_such_column; COMMIT")]
    public async Task A_failed_migration_releases_the_lock(string up)
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner, [new(1, "first", up, "")]);
        await Assert.ThrowsAsync<MigrationException>(() => migrator.UpAsync(default));
        Assert.Equal(0L, await database.Owner.OneAsync<long>(Locks));
    }
}
