using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests loads into a table in use. Their rows are staged, and the foreign keys of all rows are checked at once.</summary>
public class StagedLoadTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    /// <summary>Creates a table with a row, so that the next load is staged.</summary>
    public async Task InitializeAsync()
    {
        await database.SqlAsync("TRUNCATE datasets CASCADE");
        await Some.CompletedAsync(database.Databases, new NameRecord(2000, 'F', "Emma", 10));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Staged_rows_of_an_unknown_dataset_or_another_country_are_refused()
    {
        var (_, file) = await Some.BegunAsync(database.Databases);
        var elsewhere = await database.Databases.Owner.OneAsync<Guid>("SELECT id FROM countries WHERE code = 'CA'");
        foreach (var (dataset, country) in new[] { (Guid.NewGuid(), file.CountryId), (file.Id, elsewhere) })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => MergeAsync(dataset, country));
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
        }
        Assert.Equal(
            [
                ["Emma"],
            ],
            await database.SqlAsync("SELECT name FROM names")
        );
    }

    [Fact]
    public async Task A_dataset_cannot_be_deleted_while_its_rows_are_merged()
    {
        var (_, file) = await Some.BegunAsync(database.Databases);
        await using var connection = await database.Databases.Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await MergeAsync(connection, file.Id, file.CountryId);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            database.SqlAsync($"SET lock_timeout = '100ms'; DELETE FROM datasets WHERE id = '{file.Id}'")
        );
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refused.SqlState);
    }

    [Fact]
    public async Task Triggers_fire_again_after_the_merge()
    {
        var (_, file) = await Some.BegunAsync(database.Databases);
        await using var connection = await database.Databases.Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await MergeAsync(connection, file.Id, file.CountryId);
        await using var orphan = new NpgsqlCommand(
            "INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count) "
                + "SELECT GEN_RANDOM_UUID(), country_id, area_id, 2001, 'Zoe', 'F', 5 FROM names LIMIT 1",
            connection
        );
        var refused = await Assert.ThrowsAsync<PostgresException>(() => orphan.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_temporary_view_is_not_read_with_the_rights_of_the_owner()
    {
        await using var connection = await database.Databases.Worker.OpenConnectionAsync();
        await using var own = new NpgsqlCommand(
            "CREATE TEMPORARY VIEW staged_names AS SELECT 1 AS year, key_id AS name, 'F' AS gender, 1 AS count FROM api_keys",
            connection
        );
        await own.ExecuteNonQueryAsync();
        await using var merge = new NpgsqlCommand("SELECT end_staged_load(GEN_RANDOM_UUID(), GEN_RANDOM_UUID())", connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => merge.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        await using var drop = new NpgsqlCommand("DROP VIEW pg_temp.staged_names", connection);
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>The triggers check each row if the user may not disable them.</summary>
    [Fact]
    public async Task An_owner_who_is_not_a_superuser_can_load()
    {
        const string owner = "babynames_plain_owner";
        await database.SqlAsync(
            $"""
            CREATE ROLE {owner};
            GRANT {owner} TO CURRENT_USER;
            GRANT SELECT, INSERT, UPDATE ON names, datasets, countries, areas TO {owner};
            GRANT USAGE ON SEQUENCE names_id_seq TO {owner};
            GRANT CREATE ON SCHEMA public TO {owner};
            ALTER FUNCTION begin_staged_load() OWNER TO {owner};
            ALTER FUNCTION end_staged_load(UUID, UUID) OWNER TO {owner}
            """
        );
        try
        {
            await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Zoe", 5));
            Assert.Equal(
                [
                    ["Zoe", 5],
                ],
                await database.SqlAsync("SELECT name, count FROM names WHERE year = 2001")
            );
        }
        finally
        {
            await database.SqlAsync($"REASSIGN OWNED BY {owner} TO CURRENT_USER; DROP OWNED BY {owner}; DROP ROLE {owner}");
        }
    }

    private async Task MergeAsync(Guid dataset, Guid country)
    {
        await using var connection = await database.Databases.Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await MergeAsync(connection, dataset, country);
    }

    /// <summary>Merges the staged rows within the transaction of the connection.</summary>
    private static async Task MergeAsync(NpgsqlConnection connection, Guid dataset, Guid country)
    {
        await using var begin = new NpgsqlCommand("SELECT begin_staged_load()", connection);
        await begin.ExecuteNonQueryAsync();
        await using var area = new NpgsqlCommand("SELECT id FROM areas WHERE code = 'US'", connection);
        var id = await area.ExecuteScalarAsync();
        await using (var writer = await connection.BeginTextImportAsync("COPY pg_temp.staged_names FROM STDIN"))
            await writer.WriteAsync($"{id}\t2001\tZoe\tF\t5\n");
        await using var merge = new NpgsqlCommand("SELECT end_staged_load($1, $2)", connection);
        merge.Parameters.Add(new() { Value = dataset });
        merge.Parameters.Add(new() { Value = country });
        await merge.ExecuteNonQueryAsync();
    }
}
