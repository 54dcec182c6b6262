using Npgsql;

namespace BabyNames.Data.Ingestion;

/// <summary>Bounds what admins do to a country's datasets: how many of these acts have a connection at the same time, and how long one
/// waits for the locks of a load or of another act. Heartbeats of jobs and sign-ins use the same pools of connections.</summary>
internal sealed class CountryActs
{
    /// <summary>A third of a pool.</summary>
    private const int MaxConcurrent = 4;

    private const int MaxWaitSeconds = 10;

    private readonly SemaphoreSlim _places = new(MaxConcurrent);

    /// <summary>Runs an act within a transaction, which the act commits.</summary>
    /// <exception cref="CountryLockedException">It waited too long; nothing was changed.</exception>
    public async Task<T> RunAsync<T>(
        NpgsqlDataSource source, Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> act, CancellationToken cancellationToken)
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
