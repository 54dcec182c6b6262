using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests migrations down and up again on a database that has rows.</summary>
public class LoadedMigrationTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    public static TheoryData<int> Counts => [.. Enumerable.Range(1, Migration.Embedded.Count)];

    /// <summary>The migrations delete only the rows that LossesAsync announced.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public async Task Migrating_up_restores_a_loaded_database_after_any_number_of_steps_down(int count)
    {
        await FillAsync();
        // A cloned database does not have the database grants of its template.
        await database.SqlAsync("DO $$ BEGIN EXECUTE FORMAT('GRANT TEMPORARY ON DATABASE %I TO api_worker', CURRENT_DATABASE()); END; $$");
        var catalog = await Catalog.ReadAsync(database.Databases.Owner);
        var before = await RowsAsync();
        var migrator = new SchemaMigrator(database.Databases.Owner);
        var losses = await migrator.LossesAsync(count, default);

        await migrator.DownAsync(count, default, besideServers: true);
        await migrator.UpAsync(default);
        Assert.Equal(catalog, await Catalog.ReadAsync(database.Databases.Owner));

        var after = await RowsAsync();
        // The migrations fill these tables with initial rows, or the server computes their rows again.
        string[] refilled =
        [
            "countries",
            "areas",
            "dataset_slices",
            "statistics_state",
            "changed_cells",
            "name_statistics",
            "year_totals",
            "decade_statistics",
            "searchable_names",
            "country_coverage",
            "area_statistics",
        ];
        Assert.Equal(
            before.Keys.Except(refilled).Where(table => after[table] < before[table]).Order(),
            losses.Where(loss => loss.Column is null).Select(loss => loss.Table).Except(refilled).Order()
        );
        Assert.Equal(
            0L,
            await database.Databases.Owner.OneAsync<long>(
                "SELECT COUNT(*) FROM gender_probabilities WHERE NOT EXISTS (SELECT FROM names "
                    + "WHERE names.name = gender_probabilities.name)"
            )
        );
    }

    /// <summary>Without the role the key could only be a viewer, which reads what a monitor may not.</summary>
    [Fact]
    public async Task Migrating_down_ends_the_keys_of_monitors()
    {
        var migrator = new SchemaMigrator(database.Databases.Owner);
        await database.SqlAsync(
            "INSERT INTO api_keys (key_id, name, key_hash, role) VALUES ('monitor00000', 'a test', '$2a$10$' || REPEAT('x', 53), 'monitor')"
        );
        await migrator.DownAsync(Migration.Embedded.Count(migration => migration.Version >= 8), default, besideServers: true);
        Assert.Equal(
            [
                ["viewer", true],
            ],
            await database.SqlAsync("SELECT role, revoked_at <= NOW() FROM api_keys WHERE key_id = 'monitor00000'")
        );
        await migrator.UpAsync(default);
    }

    [Fact]
    public async Task Migrating_up_restores_missing_grants_and_revoked_function_rights()
    {
        var owner = database.Databases.Owner;
        var migrator = new SchemaMigrator(owner);
        var catalog = await Catalog.ReadAsync(owner);
        await owner.SqlAsync(
            """
            REVOKE ALL ON ALL TABLES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
            REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM api_readonly, api_worker, api_writer;
            REVOKE ALL ON SCHEMA public FROM api_readonly, api_worker, api_writer;
            REVOKE USAGE ON SCHEMA public FROM PUBLIC;
            REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM api_readonly, api_worker, api_writer;
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC;
            """
        );
        Assert.Equal(["missing privileges of api_readonly, api_worker and api_writer"], await migrator.UpAsync(default));
        await owner.SqlAsync("GRANT USAGE ON SCHEMA public TO PUBLIC");
        Assert.Equal(catalog, await Catalog.ReadAsync(owner));
        Assert.Empty(await migrator.UpAsync(default));
    }

    /// <summary>Adds a row to every empty table.</summary>
    private async Task FillAsync()
    {
        if ((await RowsAsync()).Values.All(rows => rows > 0))
            return;
        await using var databases = new Databases(new(database.ConnectionString));
        await databases.Writer.SqlAsync("INSERT INTO admin_actions (actor, action, subject) VALUES ('a test', 'test', 'nothing')");
        if ((await RowsAsync())["names"] == 0)
            await Some.CompletedAsync(databases, new(2001, 'F', "Emma", 110), new(2001, 'M', "Liam", 120));
        await databases.Writer.SqlAsync(
            """
            INSERT INTO api_keys (key_id, name, key_hash)
            VALUES (SUBSTR(MD5(RANDOM()::TEXT), 1, 12), 'a test', '$2a$10$' || MD5(RANDOM()::TEXT) || SUBSTR(MD5(RANDOM()::TEXT), 1, 21))
            """
        );
    }

    private async Task<Dictionary<string, long>> RowsAsync()
    {
        var tables = await database.SqlAsync(
            """
            SELECT relname::TEXT FROM pg_class
            WHERE relnamespace = 'public'::REGNAMESPACE AND relkind = 'r' AND relname <> 'schema_migrations'
            """
        );
        var rows = new Dictionary<string, long>();
        foreach (var table in tables.Select(row => (string)row[0]))
            rows[table] = Convert.ToInt64((await database.SqlAsync($"SELECT COUNT(*) FROM {table}"))[0][0], CultureInfo.InvariantCulture);
        return rows;
    }
}
