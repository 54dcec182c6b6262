using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Database;

public class FailedMigrationTests
{
    private const string Second = "CREATE TABLE second (id INTEGER);";

    private static readonly Migration First = new(1, "first", "CREATE TABLE first (id INTEGER)", "DROP TABLE first");

    private static Migration SecondWith(string up) => new(2, "second", up, "DROP TABLE second");

    [Fact]
    public async Task A_failed_migration_is_rolled_back_marks_the_database_dirty_and_reports_the_next_step()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner, [First, SecondWith(Second + " SELECT no_such_column;")]);
        var exception = await Assert.ThrowsAsync<MigrationException>(() => migrator.UpAsync(default));

        Assert.StartsWith(
            "002_second.up.sql failed: column \"no_such_column\" does not exist (42703)",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("`babynames migrate force N`", exception.Message, StringComparison.Ordinal);
        Assert.Equal((2, true), await migrator.VersionAsync(default));
        Assert.Equal(
            [
                ["first", DBNull.Value],
            ],
            await database.Owner.SqlAsync("SELECT TO_REGCLASS('first')::TEXT, TO_REGCLASS('second')::TEXT")
        );
    }

    [Fact]
    public async Task A_dirty_database_refuses_migrations_until_its_version_is_forced()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var failing = new SchemaMigrator(database.Owner, [First, SecondWith("SELECT no_such_column")]);
        await Assert.ThrowsAsync<MigrationException>(() => failing.UpAsync(default));

        var mended = new SchemaMigrator(database.Owner, [First, SecondWith(Second)]);
        foreach (var run in new[] { () => mended.UpAsync(default), () => mended.DownAsync(1, default) })
        {
            var exception = await Assert.ThrowsAsync<MigrationException>(run);
            Assert.Contains("Migration 2 (second) failed earlier", exception.Message, StringComparison.Ordinal);
            Assert.Contains("`babynames migrate force N`", exception.Message, StringComparison.Ordinal);
        }

        await mended.ForceAsync(1, default);
        Assert.Equal((1, false), await mended.VersionAsync(default));
        Assert.Equal(["002_second.up.sql"], await mended.UpAsync(default));
        Assert.Equal((2, false), await mended.VersionAsync(default));
    }

    [Fact]
    public async Task A_failed_down_migration_marks_the_database_dirty()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner, [First, new(2, "second", Second, "DROP TABLE third")]);
        await migrator.UpAsync(default);
        var exception = await Assert.ThrowsAsync<MigrationException>(() => migrator.DownAsync(2, default));
        Assert.StartsWith("002_second.down.sql failed", exception.Message, StringComparison.Ordinal);
        Assert.Equal((2, true), await migrator.VersionAsync(default));
    }
}
