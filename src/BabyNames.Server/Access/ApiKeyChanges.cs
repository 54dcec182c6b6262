using BabyNames.Data;
using BabyNames.Server.Notifications;
using BabyNames.Server.Telemetry;
using Npgsql;

namespace BabyNames.Server.Access;

/// <summary>Listens for keys that a server or an SQL statement revoked or changed, and removes them from the cache.</summary>
internal sealed class ApiKeyChanges(Databases databases, DatabaseOutage outage, ApiKeyVerifier verifier, ILogger<ApiKeyChanges> logger)
    : NotificationListener(databases, outage, logger)
{
    /// <summary>Raised with the public id of the changed key; null if any key may have changed.</summary>
    public event Action<string?>? Changed;

    protected override IReadOnlyList<string> Channels => ["babynames_keys"];

    protected override string Meanwhile => "Each key is read from the database for each request.";

    /// <summary>One second, because a revoked key remains usable until a lost connection is detected.</summary>
    protected override int CheckTimeout => 1;

    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        verifier.SetNotified(true);
        Changed?.Invoke(null);
        return Task.CompletedTask;
    }

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken)
    {
        verifier.Invalidate(payload);
        Changed?.Invoke(payload);
        return Task.CompletedTask;
    }

    protected override void ConnectionLost() => verifier.SetNotified(false);
}
