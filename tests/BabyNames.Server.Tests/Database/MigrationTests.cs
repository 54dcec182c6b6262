using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Database;

public class MigrationTests
{
    [Fact]
    public async Task Up_then_all_down_then_up_again_gives_the_same_catalog()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner);
        await migrator.ForceAsync(0, default);
        var empty = await Catalog.ReadAsync(database.Owner);

        var applied = await migrator.UpAsync(default);
        var full = await Catalog.ReadAsync(database.Owner);
        var undone = await migrator.DownAsync(int.MaxValue, default);
        Assert.Equal(empty, await Catalog.ReadAsync(database.Owner));
        Assert.Equal((0, false), await migrator.VersionAsync(default));

        Assert.Equal(applied, await migrator.UpAsync(default));
        Assert.Equal(full, await Catalog.ReadAsync(database.Owner));
        Assert.Equal(applied.Reverse().Select(file => file.Replace(".up.", ".down.", StringComparison.Ordinal)), undone);
    }

    [Fact]
    public async Task Each_step_down_undoes_its_step_up()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner);
        await migrator.ForceAsync(0, default);
        var before = new Stack<string>();
        foreach (var migration in Migration.Embedded)
        {
            before.Push(await Catalog.ReadAsync(database.Owner));
            await new SchemaMigrator(
                database.Owner,
                [.. Migration.Embedded.TakeWhile(embedded => embedded.Version <= migration.Version)]
            ).UpAsync(default);
        }
        while (before.TryPop(out var expected))
        {
            await migrator.DownAsync(1, default);
            Assert.Equal(expected, await Catalog.ReadAsync(database.Owner));
        }
    }

    [Fact]
    public void Every_migration_file_is_one_of_a_pair_and_is_embedded()
    {
        var files = Directory
            .GetFiles(Path.Combine(Repository.Folder, "schema", "database"), "*.sql")
            .Select(Path.GetFileName)
            .Order()
            .ToList();
        Assert.Equal(files, Migration.Embedded.SelectMany(migration => new[] { migration.File("down"), migration.File("up") }));
        Assert.Equal(
            Enumerable.Range(1, files.Count / 2).Select(version => (long)version),
            Migration.Embedded.Select(migration => migration.Version)
        );
    }

    [Theory]
    [InlineData("001_first.up.sql")]
    [InlineData("001_first.down.sql")]
    public void A_migration_file_without_its_pair_is_refused(string file)
    {
        var exception = Assert.Throws<InvalidOperationException>(() =>
            Migration.From(new Dictionary<string, string> { [file] = "SELECT 1" })
        );
        Assert.Contains("1_first has no", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_schema_migrations_is_the_table_of_golang_migrate()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner);
        await migrator.UpAsync(default);
        Assert.Equal(
            [
                ["version", "bigint", true],
                ["dirty", "boolean", true],
            ],
            await database.Owner.SqlAsync(
                """
                SELECT attname::TEXT, FORMAT_TYPE(atttypid, atttypmod), attnotnull FROM pg_attribute
                WHERE attrelid = 'schema_migrations'::REGCLASS AND attnum > 0 ORDER BY attnum
                """
            )
        );
        Assert.Equal(
            "PRIMARY KEY (version)",
            await database.Owner.OneAsync<string>(
                "SELECT PG_GET_CONSTRAINTDEF(oid) FROM pg_constraint WHERE contype = 'p' AND conrelid = 'schema_migrations'::REGCLASS"
            )
        );
        Assert.Equal(
            [
                [migrator.LatestVersion, false],
            ],
            await database.Owner.SqlAsync("SELECT * FROM schema_migrations")
        );
    }

    [Fact]
    public async Task Migration_continues_from_the_version_of_golang_migrate()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var first = Migration.Embedded[0];
        await database.Owner.SqlAsync(first.Up);
        await database.Owner.SqlAsync("CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null)");
        await database.Owner.SqlAsync("INSERT INTO schema_migrations VALUES ($1, FALSE)", first.Version);
        Assert.Equal(
            Migration.Embedded.Skip(1).Select(migration => migration.File("up")),
            await new SchemaMigrator(database.Owner).UpAsync(default)
        );
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner);
        await migrator.UpAsync(default);
        await migrator.ForceAsync(migrator.LatestVersion + 1, default);
        var exception = await Assert.ThrowsAsync<MigrationException>(() => migrator.UpAsync(default));
        Assert.Contains("but the latest version of this program is", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(18)]
    public async Task A_database_from_before_the_first_release_is_refused(long version)
    {
        await using var database = await EmptyDatabase.CreateAsync();
        var migrator = new SchemaMigrator(database.Owner);
        await migrator.ForceAsync(version, default);
        var exception = await Assert.ThrowsAsync<MigrationException>(() => migrator.UpAsync(default));
        Assert.Contains("Start with an empty database", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
