using System.Threading.RateLimiting;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Identifies a client for limits.</summary>
/// <param name="Id">Id of the client's key, or its network address if it has no key.</param>
/// <param name="HasKey">Whether the client has a key.</param>
public readonly record struct ConnectionClient(string Id, bool HasKey);

/// <summary>Limits the number of open connections or subscriptions: in total, for each client, and to three quarters of the total for all
/// clients without a key together.</summary>
/// <param name="total">Maximum for all clients together.</param>
/// <param name="perClient">Maximum for each client. Numbers below 1 are read as 1.</param>
internal sealed class ClientLimiter(int total, int perClient) : IDisposable
{
    private readonly PartitionedRateLimiter<ConnectionClient> _limiter = PartitionedRateLimiter.CreateChained(
        Limiter(client => client.Id, perClient),
        Limiter(client => client.HasKey ? client.Id : "", total * 3L / 4),
        Limiter(_ => "", total)
    );

    /// <summary>Counts a connection or subscription of a client.</summary>
    /// <returns>A permit to dispose when the connection or subscription ends; null when a limit is reached.</returns>
    public IDisposable? TryAcquire(ConnectionClient client)
    {
        var lease = _limiter.AttemptAcquire(client);
        return lease.IsAcquired ? lease : null;
    }

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<ConnectionClient> Limiter(Func<ConnectionClient, string> partition, long permits) =>
        PartitionedRateLimiter.Create<ConnectionClient, string>(client =>
            RateLimitPartition.GetConcurrencyLimiter(partition(client), _ => new() { PermitLimit = (int)Math.Max(1, permits) })
        );
}
