using BabyNames.Data;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Notifications;
using Npgsql;

namespace BabyNames.Server.Subscriptions;

/// <summary>Listens for changes in the database, on one connection for all subscribers of the process, while there are any. Changes
/// during a lost connection are read afterwards.</summary>
internal sealed class ChangeListener(Databases databases, ChangeHub hub, ILogger<ChangeListener> logger)
    : NotificationListener(databases, logger)
{
    private readonly Databases _databases = databases;

    /// <summary>The oldest transaction whose notification may have been missed, while there are subscribers.</summary>
    private ulong? _unheard;

    /// <summary>The oldest transaction that was running at the last check.</summary>
    private ulong _oldest;

    /// <summary>The first transaction that certainly notifies.</summary>
    private ulong _next;

    /// <summary>The oldest transaction that may have changed rows without notifying; null if all of them have ended and were
    /// read.</summary>
    private ulong? _since;

    protected override IReadOnlyList<string> Channels => NotificationChannels.All;

    protected override string Meanwhile => "Subscribers receive the changes when the database is available again.";

    protected override Task WantedAsync(CancellationToken stoppingToken) => hub.WaitForSubscriptionAsync(stoppingToken);

    protected override async Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        await using (var listen = new NpgsqlCommand("SELECT listen_to_changes()", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        _oldest = await OldestAsync(connection, stoppingToken);
        // The id of this session is above that of every transaction that may have changed rows without notifying.
        _next = await NumberAsync(connection, "SELECT pg_current_xact_id()", stoppingToken);
        if (_unheard is { } unheard)
        {
            await CatchUpAsync(connection, unheard, stoppingToken);
            hub.Publish(NotificationChannels.Statistics, null);
        }
        _since = _unheard ??= _oldest;
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
            _unheard = null;
            return false;
        }
        var running = await OldestAsync(connection, stoppingToken);
        if (_since is { } since)
        {
            if (running < _next)
                return true;
            await CatchUpAsync(connection, since, stoppingToken);
            _since = null;
        }
        // Notifications of transactions that ended before the last check have arrived by now.
        (_unheard, _oldest) = (_oldest, running);
        return true;
    }

    /// <summary>Clears the pool, whose connections have probably ended for the same reason.</summary>
    protected override void Lost() => _databases.Reader.Clear();

    /// <summary>The oldest running transaction.</summary>
    private Task<ulong> OldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        NumberAsync(connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())", cancellationToken);

    private async Task<ulong> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Check(sql, connection);
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Publishes every row of transactions whose notifications may have been missed.</summary>
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
