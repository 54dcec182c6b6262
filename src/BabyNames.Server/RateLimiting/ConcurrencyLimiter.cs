using System.Threading.RateLimiting;

namespace BabyNames.Server.RateLimiting;

/// <summary>Limits the concurrent database queries. Further requests wait for a short time and are then refused. One client may use at
/// most half of the permits, and all clients without a key together three quarters. A request acquires all its permits at once, so that
/// it never waits for permits while it holds others.</summary>
internal sealed class ConcurrencyLimiter(LimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pages = Limiter(options.MaxConcurrentQueries, options.QueueLimit);
    private readonly PartitionedRateLimiter<string> _streams = Limiter(options.MaxConcurrentStreams, options.QueueLimit);

    /// <summary>Acquires the permits of a request.</summary>
    /// <param name="client">See <see cref="Client.Of"/>.</param>
    /// <param name="queries">Number of concurrent queries of the request, at most <see cref="LimitOptions.OfClient"/>.</param>
    /// <returns>The permits, which the caller must dispose; null if they were not available in time.</returns>
    public ValueTask<IDisposable?> AcquireAsync(string client, int queries, CancellationToken cancellationToken) =>
        AcquireAsync(_pages, client, queries, cancellationToken);

    /// <summary>Acquires the permit of a streamed response, which lasts as long as its client reads. Streamed responses have their own
    /// limit.</summary>
    /// <returns>The permit, which the caller must dispose; null if it was not available in time.</returns>
    public ValueTask<IDisposable?> AcquireStreamAsync(string client, CancellationToken cancellationToken) =>
        AcquireAsync(_streams, client, queries: 1, cancellationToken);

    /// <summary>Disposes the limiters.</summary>
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
