using BabyNames.Conventions.Subscriptions;
using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Subscriptions;

/// <summary>Listens for what changes in the database, on one connection for all subscribers of the process. What changed
/// while it could not listen it looks up afterwards.</summary>
internal sealed class ChangeListener(Databases databases, ChangeHub hub, ILogger<ChangeListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often the connection is tried out, which tells also how far it has heard.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>The oldest transaction that may not have been heard of. Null before the first connection.</summary>
    private string? _unheard;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                logger.LogWarning("Not notified of changes, subscribers get them when the database is back: {Message}", exception.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Reader.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, change) => hub.Publish(change.Channel, Guid.TryParse(change.Payload, out var id) ? id : null);
        foreach (var channel in Channels.All)
        {
            await using var listen = new NpgsqlCommand($"LISTEN {channel}", connection);
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }
        if (_unheard is not null)
            await CatchUpAsync(connection, stoppingToken);
        var oldest = await OldestAsync(connection, stoppingToken);
        _unheard ??= oldest;
        hub.Open();
        while (true)
        {
            var looked = TimeProvider.System.GetTimestamp();
            while (Look - TimeProvider.System.GetElapsedTime(looked) is var left && left > TimeSpan.Zero)
                await connection.WaitAsync(left, stoppingToken);
            // What was finished at the last look has been heard of by now.
            (_unheard, oldest) = (oldest, await OldestAsync(connection, stoppingToken));
        }
    }

    /// <summary>The oldest transaction that is not finished: of all before it, notifications are sent.</summary>
    private static async Task<string> OldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())::TEXT", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Publishes every row that a transaction wrote which may not have been heard of.</summary>
    private async Task CatchUpAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT '{Channels.Jobs}', id FROM jobs WHERE AGE(xmin) <= AGE($1::XID8::XID)
            UNION ALL
            SELECT '{Channels.Datasets}', id FROM datasets WHERE AGE(xmin) <= AGE($1::XID8::XID)
            """, connection);
        command.Parameters.Add(new() { Value = _unheard });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            hub.Publish(reader.GetString(0), reader.GetGuid(1));
        hub.Publish(Channels.Statistics, null);
    }
}
