using BabyNames.Data.Statistics;
using Npgsql;

namespace BabyNames.Data.Migrations;

/// <summary>Replaces the table <c>names</c> with the tables of copied rows, at a moment when no other session uses it. It runs in the
/// transaction that blocks writers.</summary>
/// <remarks>It repeats short lock requests instead of waiting for a lock, because a waiting request blocks all later ones.</remarks>
/// <param name="report">Receives messages on the progress.</param>
internal sealed class NamesExchange(NamesSession session, Action<string> report)
{
    /// <summary>Locks that PostgreSQL takes to add a foreign key. Uploads wait for them.</summary>
    private const string LockReferenced = "LOCK TABLE countries, areas, datasets IN SHARE ROW EXCLUSIVE MODE NOWAIT";

    /// <summary>All locks that the exchange needs. The referenced tables are locked because DROP TABLE removes foreign keys from them.
    /// The advisory lock excludes a running refresh, because a refresh with an earlier snapshot would read the new tables as empty. If a
    /// refresh has a snapshot but not yet the lock, the update of statistics_state makes it fail with a serialization error, and it runs
    /// again.</summary>
    private static readonly string LockAll = $"""
        SET LOCAL lock_timeout = '500ms';
        SELECT pg_advisory_xact_lock({StatisticsTransaction.Lock});
        LOCK TABLE names, countries, areas, datasets IN ACCESS EXCLUSIVE MODE;
        UPDATE statistics_state SET version = version;
        SET LOCAL lock_timeout = 0
        """;

    private const int MaxAttempts = 20;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds the foreign keys, gets all locks, and exchanges the tables.</summary>
    /// <param name="foreignKeys">Statements that add the foreign keys of the new tables. Readers do not wait for them.</param>
    /// <param name="exchange">Statements that exchange the tables. They take only milliseconds.</param>
    public async Task RunAsync(IEnumerable<string> foreignKeys, IEnumerable<string> exchange, CancellationToken cancellationToken)
    {
        report("checking the foreign keys");
        var keys = string.Join("; ", [LockReferenced, .. foreignKeys]);
        var isReported = false;
        // A failed attempt rolls the foreign keys back, because a session that holds the last missing lock may itself wait for their
        // locks. So they are added again.
        while (!await TryAsync("exchange", keys, cancellationToken) || !await TryManyTimesAsync("exchange", cancellationToken))
        {
            if (!isReported)
                report("waiting for running queries and uploads");
            isReported = true;
            await Task.Delay(RetryDelay, cancellationToken);
        }
        await session.ExecuteAsync(string.Join("; ", exchange), cancellationToken);
    }

    /// <summary>Gets all locks, or rolls back to a savepoint after the last attempt.</summary>
    private async Task<bool> TryManyTimesAsync(string savepoint, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryAsync("locks", LockAll, cancellationToken))
                return true;
            await Task.Delay(RetryDelay, cancellationToken);
        }
        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {savepoint}; RELEASE SAVEPOINT {savepoint}", cancellationToken);
        return false;
    }

    /// <summary>Runs statements after a savepoint.</summary>
    /// <returns>False if a lock was not available. Then the statements are rolled back.</returns>
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
