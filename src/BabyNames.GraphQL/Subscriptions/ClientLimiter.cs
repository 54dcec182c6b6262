using System.Threading.RateLimiting;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>A client as limits count it.</summary>
/// <param name="Id">The id of its key; without a key its network address.</param>
/// <param name="HasKey">Whether it showed a key.</param>
public readonly record struct ConnectionClient(string Id, bool HasKey);

/// <summary>Limits how many connections or subscriptions are open at the same time: in total, for one client, and three quarters
/// of the total for all clients without a key together.</summary>
/// <param name="total">For all clients together.</param>
/// <param name="perClient">For one client; at least 1.</param>
internal sealed class ClientLimiter(int total, int perClient) : IDisposable
{
    private readonly PartitionedRateLimiter<ConnectionClient> _limiter = PartitionedRateLimiter.CreateChained(
        Limiter(client => client.Id, perClient),
        Limiter(client => client.HasKey ? client.Id : "", total * 3L / 4),
        Limiter(_ => "", total)
    );

    /// <returns>To be disposed when the connection or subscription ends; null when a limit is reached.</returns>
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
