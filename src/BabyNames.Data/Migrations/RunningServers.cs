using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Detects the servers that use a database by the names of their connections.</summary>
internal static class RunningServers
{
    // These are the connections of Databases with a role, and of loads. The owner's connection has the name babynames.
    private const string Connections = """
        SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = CURRENT_DATABASE() AND application_name LIKE 'babynames %' AND pid <> PG_BACKEND_PID()
        """;

    /// <summary>Throws if servers use the database.</summary>
    /// <exception cref="MigrationException">Servers use the database.</exception>
    public static async Task RefuseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Connections, connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is > 0L and var count)
        {
            throw new MigrationException(
                $"Servers use this database ({count} connections) and would fail with an older schema. Nothing was changed. "
                    + "Stop them, or pass --force."
            );
        }
    }
}
