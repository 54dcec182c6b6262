using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Detects servers that use a database, by their connections.</summary>
internal static class RunningServers
{
    // The pools of Databases, and loads; a command's own connection is called babynames alone.
    private const string Connections = """
        SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = CURRENT_DATABASE() AND application_name LIKE 'babynames %' AND pid <> PG_BACKEND_PID()
        """;

    /// <exception cref="MigrationException">Servers use the database.</exception>
    public static async Task RefuseAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Connections, connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is > 0L and var count)
        {
            throw new MigrationException(
                $"Servers use this database ({count} connections) and would fail on an older schema; nothing was changed. "
                    + "Stop them, or pass --force."
            );
        }
    }
}
