using System.Threading.RateLimiting;

namespace BabyNames.Server.RateLimiting;

/// <summary>Bounds the queries that the database works on at the same time: a flood waits briefly and is then refused, and what is being
/// done goes on at its speed. One client has half of them at most, and all without a key three quarters. A request takes its permits at once
/// and never waits for another one while it holds some.</summary>
internal sealed class Turns(LimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pages = Limiter(options.AtOnce, options.Waiting);
    private readonly PartitionedRateLimiter<string> _streams = Limiter(options.Streams, options.Waiting);

    /// <param name="queries">That the request has running at a time; not above <see cref="LimitOptions.OfClient"/>.</param>
    /// <returns>To be given back; null when none was to be had in time.</returns>
    public ValueTask<IDisposable?> TakeAsync(string client, int queries, CancellationToken cancellationToken) => TakeAsync(_pages, client, queries, cancellationToken);

    /// <summary>Of an answer that lasts as long as its client reads, and the database with it. Those wait for one another alone.</summary>
    /// <returns>As of <see cref="TakeAsync(string, int, CancellationToken)"/>.</returns>
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
