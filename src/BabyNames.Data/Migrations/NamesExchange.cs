using BabyNames.Data.Statistics;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Puts the copied rows in place of the table once nobody else uses it, within the transaction that holds off its
/// writers.</summary>
/// <remarks>It asks for locks again and again instead of waiting for them: whoever waits for a lock keeps everybody waiting who asks
/// after him, and may be waited for himself.</remarks>
internal sealed class NamesExchange(NamesSession session, Action<string> tell)
{
    /// <summary>A foreign key needs those tables unchanged that it names: an upload waits.</summary>
    private const string LockReferenced = "LOCK TABLE countries, areas, datasets IN SHARE ROW EXCLUSIVE MODE NOWAIT";

    /// <summary>A table that goes takes its foreign keys from the tables that they name, so that these are locked as well. A refresh of the
    /// statistics with a snapshot from before would see the new tables empty: none goes on, and one that has its snapshot already fails
    /// by a conflict about statistics_state, and is done again.</summary>
    private static readonly string LockAll = $"""
        SET LOCAL lock_timeout = '500ms';
        SELECT pg_advisory_xact_lock({StatisticsTransaction.Lock});
        LOCK TABLE names, countries, areas, datasets IN ACCESS EXCLUSIVE MODE;
        UPDATE statistics_state SET version = version;
        SET LOCAL lock_timeout = 0
        """;

    private const int MostAttempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="foreignKeys">Of the new tables. They are checked against all rows, beside readers.</param>
    /// <param name="exchange">Takes a moment.</param>
    public async Task RunAsync(IEnumerable<string> foreignKeys, IEnumerable<string> exchange, CancellationToken cancellationToken)
    {
        tell("checking the foreign keys");
        var keys = string.Join("; ", [LockReferenced, .. foreignKeys]);
        var isTold = false;
        // Anew with the keys: who waits to change a referenced table may hold the last lock that is missing.
        while (!await TryAsync("exchange", keys, cancellationToken) || !await TryManyTimesAsync("exchange", cancellationToken))
        {
            if (!isTold)
                tell("waiting for readers and uploads that are going on");
            isTold = true;
            await Task.Delay(Pause, cancellationToken);
        }
        await session.ExecuteAsync(string.Join("; ", exchange), cancellationToken);
    }

    /// <summary>Takes all locks, or goes back to a savepoint.</summary>
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

    /// <returns>False when a lock was not to be had. Then nothing was done.</returns>
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
