using System.Threading.RateLimiting;

namespace BabyNames.Server.Limits;

/// <summary>What every client has left to spend.</summary>
internal sealed class Budgets(LimitOptions options) : IDisposable
{
    /// <summary>A token bucket each. Those that are full again are forgotten.</summary>
    private readonly PartitionedRateLimiter<string> _ofClients = PartitionedRateLimiter.Create<string, string>(
        client => RateLimitPartition.GetTokenBucketLimiter(client, _ => new()
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = options.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            // A debt is not larger than a budget.
            QueueLimit = options.Burst,
        }));

    /// <summary>Takes 1.</summary>
    /// <returns>How long to wait when there is nothing left; null when there was.</returns>
    public TimeSpan? Take(string client)
    {
        using var lease = _ofClients.AttemptAcquire(client);
        // The lease's own RetryAfter is rounded down.
        return lease.IsAcquired ? null : Until(1, Left(client));
    }

    /// <summary>Takes more than there may be: what is missing is taken from what comes back, before anyone gets of it again.</summary>
    public void Charge(string client, long cost)
    {
        if (cost > 0)
            _ = _ofClients.AcquireAsync(client, (int)Math.Min(cost, options.Burst));
    }

    /// <returns>How long until it is paid; null when there is none.</returns>
    public TimeSpan? Debt(string client) => Left(client) is < 0 and var left ? Until(0, left) : null;

    /// <returns>Below 0 for a debt.</returns>
    public long Left(string client) => _ofClients.GetStatistics(client) is { } now ? now.CurrentAvailablePermits - now.CurrentQueuedCount : options.Burst;

    public void Dispose() => _ofClients.Dispose();

    private TimeSpan Until(long needed, long left) => TimeSpan.FromSeconds((double)(needed - left) / options.PerSecond);
}
