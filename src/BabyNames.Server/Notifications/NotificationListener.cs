using System.Diagnostics;
using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Notifications;

/// <summary>Listens to channels of PostgreSQL on a connection of its own.</summary>
/// <remarks>One rule for all listeners: whatever fails, in the driver, the network or the handling of a notification, is logged, and after
/// a second the listener connects again. A connection that is lost without an error is found by a query that must be answered in time.
/// No exception ends the process.</remarks>
internal abstract class NotificationListener(Databases databases, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private bool _isFailing;

    /// <summary>Names of the channels.</summary>
    protected abstract IReadOnlyList<string> Channels { get; }

    /// <summary>Sentence for the log: what the process does while it receives no notifications.</summary>
    protected abstract string Meanwhile { get; }

    /// <summary>Seconds in which the database must answer a check.</summary>
    protected virtual int CheckTimeout => 3;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WantedAsync(stoppingToken);
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                Fail(exception);
                await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Completes when there is something to listen for.</summary>
    protected virtual Task WantedAsync(CancellationToken stoppingToken) => Task.CompletedTask;

    /// <summary>Called when listening begins. Earlier notifications were missed, so the implementation reads the current state
    /// here.</summary>
    protected abstract Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken);

    protected abstract Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken);

    /// <summary>Queries the database, twice a second.</summary>
    /// <returns>False to stop listening until <see cref="WantedAsync"/> completes again.</returns>
    protected virtual async Task<bool> CheckAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await using var command = Check("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(stoppingToken);
        return true;
    }

    /// <summary>Called when the connection is lost.</summary>
    protected virtual void Lost() { }

    /// <summary>A query that must be answered within <see cref="CheckTimeout"/>.</summary>
    protected NpgsqlCommand Check(string sql, NpgsqlConnection connection) => new(sql, connection) { CommandTimeout = CheckTimeout };

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Listener.OpenConnectionAsync(stoppingToken);
        // Notifications arrive while the connection reads another result, so they are handled later.
        var heard = new Queue<NpgsqlNotificationEventArgs>();
        connection.Notification += (_, notification) => heard.Enqueue(notification);
        await using (var listen = Check(string.Join("; ", Channels.Select(channel => $"LISTEN {channel}")), connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        await StartedAsync(connection, stoppingToken);
        Recover();
        var lastCheck = Stopwatch.GetTimestamp();
        while (true)
        {
            while (heard.TryDequeue(out var notification))
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

    private void Fail(Exception exception)
    {
        Lost();
        if (!_isFailing)
            logger.NotificationsLost(Channels, Meanwhile, exception.Message);
        _isFailing = true;
    }

    private void Recover()
    {
        if (_isFailing)
            logger.NotificationsReceived(Channels);
        _isFailing = false;
    }
}
