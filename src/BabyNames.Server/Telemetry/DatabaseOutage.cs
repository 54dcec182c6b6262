using BabyNames.Data;
using BabyNames.Queries.Errors;
using Npgsql;

namespace BabyNames.Server.Telemetry;

/// <summary>Detects when the database does not respond, and logs the begin and the end, so that no failed request needs a
/// message.</summary>
internal sealed class DatabaseOutage(Databases databases, Conditions conditions)
{
    /// <summary>Name of the readiness check.</summary>
    public const string Check = "database";

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private volatile bool _isOngoing;
    private int _reports;

    /// <summary>Reports an exception of a statement. If the database may not respond, it is checked now instead of at the next
    /// interval.</summary>
    /// <returns>Whether the database may not respond. Then the caller logs no message.</returns>
    public bool Report(Exception exception)
    {
        if (!PostgresErrors.IsOutage(exception))
            return false;
        if (!_isOngoing && Interlocked.Exchange(ref _reports, 1) == 0)
            _ = CheckReportAsync();
        return true;
    }

    /// <summary>Checks whether the database responds.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        var failure = await FailureAsync(cancellationToken);
        if (failure is NpgsqlException)
        {
            // The connection may be one of before a failover or a restart, as all others in the pools.
            databases.CloseIdleConnections();
            failure = await FailureAsync(cancellationToken);
        }
        _isOngoing = failure is not null;
        if (failure is null)
            conditions.Pass(Check);
        else
            conditions.Fail(
                Check,
                "the database does not respond; requests that need it are refused with status 503; check that PostgreSQL runs and accepts "
                    + $"connections. Cause: {(failure as NpgsqlException)?.Message ?? $"no response within {PingTimeout.TotalSeconds} s"}"
            );
        return failure is null;
    }

    private async Task CheckReportAsync()
    {
        try
        {
            await PingAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The server has stopped.
        }
        finally
        {
            Volatile.Write(ref _reports, 0);
        }
    }

    private async Task<Exception?> FailureAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(PingTimeout);
        try
        {
            await using var command = databases.Reader.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(timeout.Token);
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException || PostgresErrors.IsTransient(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return exception;
        }
    }
}
