using System.Threading.RateLimiting;

namespace BabyNames.Server.RateLimiting;

/// <summary>Limits the concurrent database queries: further requests wait briefly and are then refused. A client may use at most half of
/// the concurrent queries, and all clients without a key three quarters. A request takes all its permits at once and never waits for
/// more while it holds some.</summary>
internal sealed class Turns(LimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pages = Limiter(options.AtOnce, options.Waiting);
    private readonly PartitionedRateLimiter<string> _streams = Limiter(options.Streams, options.Waiting);

    /// <param name="queries">Concurrent queries of the request; at most <see cref="LimitOptions.OfClient"/>.</param>
    /// <returns>The permit, to be disposed; null if none was available in time.</returns>
    public ValueTask<IDisposable?> TakeAsync(string client, int queries, CancellationToken cancellationToken) => TakeAsync(_pages, client, queries, cancellationToken);

    /// <summary>Takes a permit for a response that lasts as long as its client reads. These have a limit of their own.</summary>
    /// <returns>As <see cref="TakeAsync(string, int, CancellationToken)"/>.</returns>
    public ValueTask<IDisposable?> TakeOfStreamAsync(string client, CancellationToken cancellationToken) => TakeAsync(_streams, client, queries: 1, cancellationToken);

    public void Dispose()
    {
        _pages.Dispose();
        _streams.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int atOnce, int waiting)
    {
        PartitionedRateLimiter<string> Of(Func<string, string> who, int most) => PartitionedRateLimiter.Create<string, string>(
            client => RateLimitPartition.GetConcurrencyLimiter(
                who(client), _ => new() { PermitLimit = most, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

        return PartitionedRateLimiter.CreateChained(
            Of(client => client, LimitOptions.OfClient(atOnce)),
            Of(client => Client.IsNetwork(client) ? "" : client, Math.Max(1, atOnce * 3 / 4)),
            Of(_ => "", atOnce));
    }

    private ValueTask<IDisposable?> TakeAsync(PartitionedRateLimiter<string> limiter, string client, int queries, CancellationToken cancellationToken)
    {
        var turn = limiter.AttemptAcquire(client, queries);
        return turn.IsAcquired ? new(turn) : WaitAsync(limiter, client, queries, cancellationToken);
    }

    private async ValueTask<IDisposable?> WaitAsync(PartitionedRateLimiter<string> limiter, string client, int queries, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Wait);
        try
        {
            var turn = await limiter.AcquireAsync(client, queries, patience.Token);
            return turn.IsAcquired ? turn : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
