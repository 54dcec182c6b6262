using BabyNames.Data.Statistics;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Replaces the table by the copied rows when no other session uses it, in the transaction that locks out writers.</summary>
/// <remarks>It tries to get the locks again and again instead of waiting, because a waiting lock request blocks all later ones.</remarks>
internal sealed class NamesExchange(NamesSession session, Action<string> tell)
{
    /// <summary>Adding a foreign key locks the referenced tables, so uploads wait.</summary>
    private const string LockReferenced = "LOCK TABLE countries, areas, datasets IN SHARE ROW EXCLUSIVE MODE NOWAIT";

    /// <summary>Dropping a table removes its foreign keys from the referenced tables, so these are locked too. A refresh with an earlier
    /// snapshot would see the new tables empty, so none may run, and one that has its snapshot fails by a conflict on
    /// statistics_state and runs again.</summary>
    private static readonly string LockAll = $"""
        SET LOCAL lock_timeout = '500ms';
        SELECT pg_advisory_xact_lock({StatisticsTransaction.Lock});
        LOCK TABLE names, countries, areas, datasets IN ACCESS EXCLUSIVE MODE;
        UPDATE statistics_state SET version = version;
        SET LOCAL lock_timeout = 0
        """;

    private const int MostAttempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="foreignKeys">Foreign keys of the new tables, which are validated beside readers.</param>
    /// <param name="exchange">Exchanges the tables, in a moment.</param>
    public async Task RunAsync(IEnumerable<string> foreignKeys, IEnumerable<string> exchange, CancellationToken cancellationToken)
    {
        tell("checking the foreign keys");
        var keys = string.Join("; ", [LockReferenced, .. foreignKeys]);
        var isTold = false;
        // Again with the keys, because a session that waits for a referenced table may hold the last lock.
        while (!await TryAsync("exchange", keys, cancellationToken) || !await TryManyTimesAsync("exchange", cancellationToken))
        {
            if (!isTold)
                tell("waiting for readers and uploads that are going on");
            isTold = true;
            await Task.Delay(Pause, cancellationToken);
        }
        await session.ExecuteAsync(string.Join("; ", exchange), cancellationToken);
    }

    /// <summary>Takes all locks, or rolls back to a savepoint.</summary>
    private async Task<bool> TryManyTimesAsync(string savepoint, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await TryAsync("locks", LockAll, cancellationToken))
                return true;
            await Task.Delay(Pause, cancellationToken);
        }
        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}", cancellationToken);
        return false;
    }

    /// <returns>False if a lock was not available; then nothing was done.</returns>
    private async Task<bool> TryAsync(string savepoint, string sql, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"SAVEPOINT {savepoint}", cancellationToken);
        try
        {
            await session.ExecuteAsync(sql, cancellationToken);
            return true;
        }
        catch (PostgresException exception)
            when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}", cancellationToken);
            return false;
        }
    }
}
