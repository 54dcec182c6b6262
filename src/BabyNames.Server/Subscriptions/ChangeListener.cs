using BabyNames.Data;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Notifications;
using BabyNames.Server.Telemetry;
using Npgsql;

namespace BabyNames.Server.Subscriptions;

/// <summary>Listens for changes in the database while there are subscribers. All subscribers of the process share one connection. After a
/// lost connection it reads the changes of the meantime.</summary>
internal sealed class ChangeListener(Databases databases, DatabaseOutage outage, ChangeHub hub, ILogger<ChangeListener> logger)
    : NotificationListener(databases, outage, logger)
{
    private readonly Databases _databases = databases;

    /// <summary>Id of the oldest transaction whose notification may not have been received; null while there are no subscribers.</summary>
    private ulong? _oldestUnnotified;

    /// <summary>Id of the oldest transaction that was running at the last check.</summary>
    private ulong _oldestRunning;

    /// <summary>Id of the first transaction whose notification is certainly received.</summary>
    private ulong _firstNotified;

    /// <summary>Id of the oldest transaction that may have changed rows without a notification; null if all such transactions have ended
    /// and their rows were read.</summary>
    private ulong? _since;

    protected override IReadOnlyList<string> Channels => NotificationChannels.All;

    protected override string Meanwhile => "Subscribers receive the changes when the database is available again.";

    protected override Task WaitUntilNeededAsync(CancellationToken stoppingToken) => hub.WaitForSubscriptionAsync(stoppingToken);

    protected override async Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await using (var listen = new NpgsqlCommand("SELECT listen_to_changes()", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        _oldestRunning = await OldestRunningAsync(connection, stoppingToken);
        // This id is greater than the id of every transaction that may have changed rows without a notification.
        _firstNotified = await ReadIdAsync(connection, "SELECT pg_current_xact_id()", stoppingToken);
        if (_oldestUnnotified is { } oldestUnnotified)
        {
            await CatchUpAsync(connection, oldestUnnotified, stoppingToken);
            hub.Publish(NotificationChannels.Statistics, null);
        }
        _since = _oldestUnnotified ??= _oldestRunning;
        hub.SetListening();
    }

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken)
    {
        hub.Publish(channel, Guid.TryParse(payload, out var id) ? id : null);
        return Task.CompletedTask;
    }

    protected override async Task<bool> CheckAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        if (hub.TrySetIdle())
        {
            _oldestUnnotified = null;
            return false;
        }
        var running = await OldestRunningAsync(connection, stoppingToken);
        if (_since is { } since)
        {
            if (running < _firstNotified)
                return true;
            await CatchUpAsync(connection, since, stoppingToken);
            _since = null;
        }
        // The notifications of transactions that ended before the last check have been received.
        (_oldestUnnotified, _oldestRunning) = (_oldestRunning, running);
        return true;
    }

    /// <summary>Clears the pool of connections for reading, which are probably lost for the same reason.</summary>
    protected override void ConnectionLost() => _databases.Reader.Clear();

    /// <summary>Reads the id of the oldest running transaction.</summary>
    private Task<ulong> OldestRunningAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadIdAsync(connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())", cancellationToken);

    private async Task<ulong> ReadIdAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = CreateCheck(sql, connection);
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Publishes every row that a transaction changed whose notification may not have been received.</summary>
    private async Task CatchUpAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT '{NotificationChannels.Jobs}', id FROM jobs WHERE AGE(xmin) <= AGE($1::XID)
            UNION ALL
            SELECT '{NotificationChannels.Datasets}', id FROM datasets WHERE AGE(xmin) <= AGE($1::XID)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            hub.Publish(reader.GetString(0), reader.GetGuid(1));
    }
}
