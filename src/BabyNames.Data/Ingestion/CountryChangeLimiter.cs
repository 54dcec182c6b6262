using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Limits the number of concurrent changes by admins to datasets, and the time that a change waits for locks of a load or of
/// another change. Without the limits, changes could use up the connection pools, which heartbeats and authentication use too.</summary>
internal sealed class CountryChangeLimiter
{
    /// <summary>A third of the connections of a pool.</summary>
    private const int MaxConcurrent = 4;

    private const int MaxWaitSeconds = 10;

    private readonly SemaphoreSlim _permits = new(MaxConcurrent);

    /// <summary>Runs a change in a transaction. The transaction is rolled back unless the change commits it.</summary>
    /// <exception cref="CountryLockedException">Too many changes were running, or the locks were not available in time. Nothing
    /// was changed.</exception>
    public async Task<T> RunAsync<T>(
        NpgsqlDataSource source,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> change,
        CancellationToken cancellationToken
    )
    {
        if (!await _permits.WaitAsync(TimeSpan.FromSeconds(MaxWaitSeconds), cancellationToken))
            throw new CountryLockedException();
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var limit = new NpgsqlCommand($"SET LOCAL lock_timeout = '{MaxWaitSeconds}s'", connection);
            await limit.ExecuteNonQueryAsync(cancellationToken);
            return await change(connection, transaction);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new CountryLockedException(exception);
        }
        finally
        {
            _permits.Release();
        }
    }
}
