using BabyNames.Data;
using BabyNames.Server.Notifications;
using Npgsql;

namespace BabyNames.Server.Access;

/// <summary>Listens for keys that were ended or changed, by any server or by SQL, and removes them from the cache.</summary>
internal sealed class ApiKeyChanges(Databases databases, ApiKeyVerifier verifier, ILogger<ApiKeyChanges> logger)
    : NotificationListener(databases, logger)
{
    /// <summary>Raised with the public id of the key; null if any key may have changed.</summary>
    public event Action<string?>? Changed;

    protected override IReadOnlyList<string> Channels => ["babynames_keys"];

    protected override string Meanwhile => "Each key is read from the database for each request.";

    /// <summary>A revoked key stays usable until a lost connection is detected.</summary>
    protected override int CheckTimeout => 1;

    protected override Task StartedAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        verifier.Hears(ofChanges: true);
        Changed?.Invoke(null);
        return Task.CompletedTask;
    }

    protected override Task NotifiedAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken stoppingToken)
    {
        verifier.Forget(payload);
        Changed?.Invoke(payload);
        return Task.CompletedTask;
    }

    protected override void Lost() => verifier.Hears(ofChanges: false);
}
