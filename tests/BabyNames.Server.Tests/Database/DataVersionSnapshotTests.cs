using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests that the data version that is read in one batch with rows belongs to the snapshot of the rows.</summary>
public sealed class DataVersionSnapshotTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task The_statements_of_a_batch_have_one_snapshot()
    {
        const long gate = 7;
        await using var owner = await database.Databases.Owner.OpenConnectionAsync();
        await ExecuteAsync(owner, $"SELECT pg_advisory_lock({gate})");
        await using var connection = await database.Databases.Reader.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        string[] statements =
        [
            "SELECT version FROM statistics_state",
            $"SELECT pg_advisory_xact_lock_shared({gate})",
            "SELECT version FROM statistics_state",
        ];
        foreach (var sql in statements)
            batch.BatchCommands.Add(new(sql));
        var reading = ReadAsync(batch);
        await Eventually.SeeAsync(
            () => database.SqlAsync("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
            rows => rows.Count == 1,
            "the batch to wait"
        );
        await database.SqlAsync("UPDATE statistics_state SET version = version + 1");
        await ExecuteAsync(owner, $"SELECT pg_advisory_unlock({gate})");
        var versions = await Eventually.EndAsync(reading, "the end of the batch");
        Assert.Equal(versions[0], versions[1]);
        Assert.Equal(versions[0] + 1, (long)(await database.SqlAsync("SELECT version FROM statistics_state"))[0][0]);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<long>> ReadAsync(NpgsqlBatch batch)
    {
        var versions = new List<long>();
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                if (reader.GetFieldType(0) == typeof(long))
                    versions.Add(reader.GetInt64(0));
            }
        } while (await reader.NextResultAsync());
        return versions;
    }
}
