using System.Threading.RateLimiting;

namespace BabyNames.Server.RateLimiting;

/// <summary>Limits the concurrent database queries: further requests wait briefly and are then refused. A client may use at most half of
/// the concurrent queries, and all clients without a key three quarters. A request takes all its permits at once and never waits for
/// more while it holds some.</summary>
internal sealed class ConcurrencyLimiter(LimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pages = Limiter(options.MaxConcurrentQueries, options.QueueLimit);
    private readonly PartitionedRateLimiter<string> _streams = Limiter(options.MaxConcurrentStreams, options.QueueLimit);

    /// <param name="queries">Concurrent queries of the request; at most <see cref="LimitOptions.OfClient"/>.</param>
    /// <returns>The permit, to be disposed; null if none was available in time.</returns>
    public ValueTask<IDisposable?> AcquireAsync(string client, int queries, CancellationToken cancellationToken) =>
        AcquireAsync(_pages, client, queries, cancellationToken);

    /// <summary>Takes a permit for a response that lasts as long as its client reads. These have a limit of their own.</summary>
    /// <returns>As <see cref="AcquireAsync(string, int, CancellationToken)"/>.</returns>
    public ValueTask<IDisposable?> AcquireStreamAsync(string client, CancellationToken cancellationToken) =>
        AcquireAsync(_streams, client, queries: 1, cancellationToken);

    public void Dispose()
    {
        _pages.Dispose();
        _streams.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int limit, int queueLimit)
    {
        PartitionedRateLimiter<string> Of(Func<string, string> partition, int permits) =>
            PartitionedRateLimiter.Create<string, string>(client =>
                RateLimitPartition.GetConcurrencyLimiter(
                    partition(client),
                    _ =>
                        new()
                        {
                            PermitLimit = permits,
                            QueueLimit = queueLimit,
                            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                        }
                )
            );

        return PartitionedRateLimiter.CreateChained(
            Of(client => client, LimitOptions.OfClient(limit)),
            Of(client => Client.IsNetwork(client) ? "" : client, Math.Max(1, limit * 3 / 4)),
            Of(_ => "", limit)
        );
    }

    private ValueTask<IDisposable?> AcquireAsync(
        PartitionedRateLimiter<string> limiter,
        string client,
        int queries,
        CancellationToken cancellationToken
    )
    {
        var lease = limiter.AttemptAcquire(client, queries);
        return lease.IsAcquired ? new(lease) : AcquireLaterAsync(limiter, client, queries, cancellationToken);
    }

    private async ValueTask<IDisposable?> AcquireLaterAsync(
        PartitionedRateLimiter<string> limiter,
        string client,
        int queries,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.QueueTimeout);
        try
        {
            var lease = await limiter.AcquireAsync(client, queries, timeout.Token);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
