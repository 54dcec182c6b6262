using System.Diagnostics;
using BabyNames.Data;
using BabyNames.Server.Telemetry;
using Npgsql;

namespace BabyNames.Server.Notifications;

/// <summary>Listens to channels of PostgreSQL on its own connection.</summary>
/// <remarks>An exception of Npgsql, of the network or of the handling of a notification is logged, and the listener connects again after
/// one second. No exception ends the process. A query at intervals detects a connection that is lost without an error.</remarks>
internal abstract class NotificationListener(Databases databases, DatabaseOutage outage, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Number of failures one after another, while the database responds, until they are logged.</summary>
    private const int LoggedFailure = 2;

    private int _failures;

    /// <summary>Names of the channels.</summary>
    protected abstract IReadOnlyList<string> Channels { get; }

    /// <summary>Text for the log: the behavior of the process while it receives no notifications.</summary>
    protected abstract string Meanwhile { get; }

    /// <summary>Timeout of a check in seconds.</summary>
    protected virtual int CheckTimeout => 3;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitUntilNeededAsync(stoppingToken);
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                await FailAsync(exception, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Completes when the process needs notifications.</summary>
    protected virtual Task WaitUntilNeededAsync(CancellationToken stoppingToken) => Task.CompletedTask;

    /// <summary>Called after LISTEN. Earlier notifications were not received, so the implementation must read the current state.</summary>
    protected abstract Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken);

    /// <summary>Called for each notification.</summary>
    protected abstract Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken);

    /// <summary>Checks the connection by a query. Called twice a second.</summary>
    /// <returns>False to stop listening until <see cref="WaitUntilNeededAsync"/> completes again.</returns>
    protected virtual async Task<bool> CheckAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await using var command = CreateCheck("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(stoppingToken);
        return true;
    }

    /// <summary>Called when the process no longer receives notifications.</summary>
    protected virtual void ConnectionLost() { }

    /// <summary>Creates a command with the timeout <see cref="CheckTimeout"/>.</summary>
    protected NpgsqlCommand CreateCheck(string sql, NpgsqlConnection connection) => new(sql, connection) { CommandTimeout = CheckTimeout };

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Listener.OpenConnectionAsync(stoppingToken);
        // Notifications arrive while the connection reads the result of another query, so they are queued.
        var received = new Queue<NpgsqlNotificationEventArgs>();
        connection.Notification += (_, notification) => received.Enqueue(notification);
        await using (var listen = CreateCheck(string.Join("; ", Channels.Select(channel => $"LISTEN {channel}")), connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        await StartedAsync(connection, stoppingToken);
        Recover();
        var lastCheck = Stopwatch.GetTimestamp();
        while (true)
        {
            while (received.TryDequeue(out var notification))
                await NotifiedAsync(connection, notification.Channel, notification.Payload, stoppingToken);
            // Npgsql rounds to whole milliseconds, and 0 means no timeout.
            var left = Math.Ceiling((CheckInterval - Stopwatch.GetElapsedTime(lastCheck)).TotalMilliseconds);
            if (left > 0)
            {
                await connection.WaitAsync(TimeSpan.FromMilliseconds(left), stoppingToken);
                continue;
            }
            if (!await CheckAsync(connection, stoppingToken))
                return;
            lastCheck = Stopwatch.GetTimestamp();
        }
    }

    private async Task FailAsync(Exception exception, CancellationToken stoppingToken)
    {
        ConnectionLost();
        // An outage of the database has a message of its own, and a single failure can be its end.
        if (_failures < LoggedFailure && await outage.PingAsync(stoppingToken) && ++_failures == LoggedFailure)
            logger.NotificationsLost(Channels, Meanwhile, exception.Message);
    }

    private void Recover()
    {
        if (_failures == LoggedFailure)
            logger.NotificationsReceived(Channels);
        _failures = 0;
    }
}
