using BabyNames.Data;
using Npgsql;

namespace BabyNames.Server.ApiKeys;

/// <summary>Hears of every key that was ended or changed, by whichever server or hand, and has it forgotten at once.</summary>
internal sealed class ApiKeyChanges(Databases databases, ApiKeyVerifier verifier, ILogger<ApiKeyChanges> logger) : BackgroundService
{
    /// <summary>A connection that is lost without a word is found out by asking.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>With the public id of the key.</summary>
    public event Action<string>? Changed;

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
                logger.LogWarning("Not told of revoked keys, so each is looked up for each request: {Message}", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, change) => Publish(change.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN babynames_keys", connection))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        await using var look = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 1 };
        verifier.Hears(ofChanges: true);
        try
        {
            while (true)
            {
                await connection.WaitAsync(Look, stoppingToken);
                await look.ExecuteNonQueryAsync(stoppingToken);
            }
        }
        finally
        {
            verifier.Hears(ofChanges: false);
        }
    }

    private void Publish(string keyId)
    {
        verifier.Forget(keyId);
        Changed?.Invoke(keyId);
    }
}
