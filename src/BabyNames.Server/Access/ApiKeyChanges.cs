using BabyNames.Data;
using BabyNames.Server.Notifications;
using Npgsql;

namespace BabyNames.Server.Access;

/// <summary>Hears of every key that was ended or changed, by whichever server or hand, and has it forgotten at once.</summary>
internal sealed class ApiKeyChanges(Databases databases, ApiKeyVerifier verifier, ILogger<ApiKeyChanges> logger) : NotificationListener(databases, logger)
{
    /// <summary>With the public id of the key; null when it may be any.</summary>
    public event Action<string?>? Changed;

    protected override IReadOnlyList<string> Channels => ["babynames_keys"];

    protected override string Meanwhile => "each key is looked up for each request";

    /// <summary>A revoked key may be used for as long as nobody notices that the connection is lost.</summary>
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
