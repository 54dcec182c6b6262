using BabyNames.Conventions.Subscriptions;
using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.Subscriptions;

/// <summary>Listens for what changes in the database, on one connection for all subscribers of the process, while there are any. What
/// changed while it could not listen it looks up afterwards.</summary>
internal sealed class ChangeListener(Databases databases, ChangeHub hub, ILogger<ChangeListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often the connection is tried out, which tells also how far it has heard.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>The oldest transaction that may not have been heard of, while there are subscribers.</summary>
    private ulong? _unheard;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await hub.WantedAsync(stoppingToken);
            try
            {
                await ListenAsync(stoppingToken);
                _unheard = null;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                logger.LogWarning("Not notified of changes, subscribers get them when the database is back: {Message}", exception.Message);
                // What ended this connection has most likely ended those that lie in the pool, where readers would stumble over them.
                databases.Reader.Clear();
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>Until there are no subscribers.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Listener.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, change) => hub.Publish(change.Channel, Guid.TryParse(change.Payload, out var id) ? id : null);
        await using (var listen = new NpgsqlCommand($"{string.Join("; ", Channels.All.Select(channel => $"LISTEN {channel}"))}; SELECT listen_to_changes()", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        var oldest = await OldestAsync(connection, stoppingToken);
        // Of this session, and so above that of every transaction which may have changed rows when nobody was notified.
        var next = await NumberAsync(connection, "SELECT pg_current_xact_id()", stoppingToken);
        if (_unheard is { } unheard)
        {
            await CatchUpAsync(connection, unheard, stoppingToken);
            hub.Publish(Channels.Statistics, null);
        }
        var since = _unheard ??= oldest;
        hub.Open();
        var areOldEnded = false;
        while (!hub.TryClose())
        {
            var looked = TimeProvider.System.GetTimestamp();
            while (Look - TimeProvider.System.GetElapsedTime(looked) is var left && left > TimeSpan.Zero)
                await connection.WaitAsync(left, stoppingToken);
            var running = await OldestAsync(connection, stoppingToken);
            if (!areOldEnded && running < next)
                continue;
            if (!areOldEnded)
                await CatchUpAsync(connection, since, stoppingToken);
            areOldEnded = true;
            // What was finished at the last look has been heard of by now.
            (_unheard, oldest) = (oldest, running);
        }
        // The pool would keep both until it hands the connection out again.
        await using var end = new NpgsqlCommand("UNLISTEN *; SELECT pg_advisory_unlock_all()", connection);
        await end.ExecuteNonQueryAsync(stoppingToken);
    }

    /// <summary>The oldest transaction that is not finished.</summary>
    private static Task<ulong> OldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        NumberAsync(connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())", cancellationToken);

    private static async Task<ulong> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Publishes every row that a transaction wrote which may not have been heard of.</summary>
    private async Task CatchUpAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT '{Channels.Jobs}', id FROM jobs WHERE AGE(xmin) <= AGE($1::XID)
            UNION ALL
            SELECT '{Channels.Datasets}', id FROM datasets WHERE AGE(xmin) <= AGE($1::XID)
            """, connection);
        command.Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            hub.Publish(reader.GetString(0), reader.GetGuid(1));
    }
}
