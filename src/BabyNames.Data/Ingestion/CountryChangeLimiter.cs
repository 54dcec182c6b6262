using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Limits the changes of admins to the datasets of a country: the number of concurrent changes, and the time that one waits
/// for the locks of a load or of another change. Heartbeats and authentication use the same connection pools.</summary>
internal sealed class CountryChangeLimiter
{
    /// <summary>A third of a pool.</summary>
    private const int MaxConcurrent = 4;

    private const int MaxWaitSeconds = 10;

    private readonly SemaphoreSlim _places = new(MaxConcurrent);

    /// <summary>Runs a change within a transaction, which it commits.</summary>
    /// <exception cref="CountryLockedException">The locks were not available in time; nothing was changed.</exception>
    public async Task<T> RunAsync<T>(
        NpgsqlDataSource source,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> act,
        CancellationToken cancellationToken
    )
    {
        if (!await _places.WaitAsync(TimeSpan.FromSeconds(MaxWaitSeconds), cancellationToken))
            throw new CountryLockedException();
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var limit = new NpgsqlCommand($"SET LOCAL lock_timeout = '{MaxWaitSeconds}s'", connection);
            await limit.ExecuteNonQueryAsync(cancellationToken);
            return await act(connection, transaction);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new CountryLockedException(exception);
        }
        finally
        {
            _places.Release();
        }
    }
}
