using Npgsql;

namespace BabyNames.Data.Views;

/// <summary>Brings the statistics views up to date once for all changes that came together.</summary>
public sealed class StatisticsRefresher(Databases databases)
{
    /// <summary>Any number that no one else takes an advisory lock on.</summary>
    private const long Lock = 0x6261_6279_6e61_6d65;

    /// <summary>In this order: all but the probabilities are made of the first.</summary>
    private static readonly string[] Views = ["name_statistics", "decade_statistics", "gender_probabilities", "year_totals", "searchable_names"];

    /// <summary>Refreshes the views if rows have changed since they were last refreshed, and moves the data version on.</summary>
    /// <returns>The new data version; null when nothing was due or another process is at it.</returns>
    /// <remarks>Readers go on with the old figures meanwhile. Only the very first fill, of an empty view, makes them wait:
    /// the concurrent way would take twice as long, and there is nothing to read yet.</remarks>
    public async Task<long?> RefreshIfDueAsync(CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(cancellationToken))
            return null;
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AskAsync(connection, $"SELECT pg_try_advisory_xact_lock({Lock})", cancellationToken))
            return null;

        // Read before the views are: a change that comes in between is refreshed again rather than missed.
        await using var due = new NpgsqlCommand("SELECT changes FROM statistics_state WHERE changes > version", connection);
        if (await due.ExecuteScalarAsync(cancellationToken) is not long changes)
            return null;
        await ExecuteAsync(connection, "SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL jit = off", cancellationToken);
        foreach (var view in Views)
        {
            var filled = await AskAsync(connection, $"SELECT EXISTS (SELECT FROM {view})", cancellationToken);
            // The planner takes the first view's groups for a tenth of what they are, and would hash them on one core and sort
            // them afterwards; sorted by parallel workers they need neither: 5 s for 2.1 million rows instead of 8 s.
            await ExecuteAsync(connection, $"SET LOCAL enable_hashagg = {(view == "name_statistics" ? "off" : "on")}", cancellationToken);
            await ExecuteAsync(connection, $"REFRESH MATERIALIZED VIEW {(filled ? "CONCURRENTLY " : "")}{view}", cancellationToken);
            await ExecuteAsync(connection, $"ANALYZE {view}", cancellationToken);
        }
        await ExecuteAsync(connection, $"UPDATE statistics_state SET version = {changes}, refreshed_at = NOW()", cancellationToken);
        await ExecuteAsync(connection, "NOTIFY babynames_statistics", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changes;
    }

    /// <summary>Whether rows have changed since the views were last refreshed.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken) => await DueVersionAsync(cancellationToken) is not null;

    /// <summary>The data version that is behind. Null when the views show every change.</summary>
    public async Task<long?> DueVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("SELECT version FROM statistics_state WHERE changes > version");
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
