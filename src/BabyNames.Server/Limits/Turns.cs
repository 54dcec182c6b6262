using System.Threading.RateLimiting;

namespace BabyNames.Server.Limits;

/// <summary>Bounds what is worked on at the same time: a flood waits briefly and is then refused, and what is being done goes on
/// at its speed. One client has half of it at most, and all without a key three quarters: whoever floods waits behind themselves, and others
/// are answered.</summary>
internal sealed class Turns(LimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pages = Limiter(options.AtOnce, options.Waiting);
    private readonly PartitionedRateLimiter<string> _streams = Limiter(options.Streams, options.Waiting);

    /// <returns>To be given back; null when none was to be had in time.</returns>
    public ValueTask<IDisposable?> TakeAsync(string client, CancellationToken cancellationToken) => TakeAsync(_pages, client, cancellationToken);

    /// <summary>Of an answer that lasts as long as its client reads, and the database with it. Those wait for one another alone.</summary>
    /// <returns>As of <see cref="TakeAsync(string, CancellationToken)"/>.</returns>
    public ValueTask<IDisposable?> TakeOfStreamAsync(string client, CancellationToken cancellationToken) => TakeAsync(_streams, client, cancellationToken);

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
            Of(client => client, Math.Max(1, atOnce / 2)),
            Of(client => Client.IsNetwork(client) ? "" : client, Math.Max(1, atOnce * 3 / 4)),
            Of(_ => "", atOnce));
    }

    private ValueTask<IDisposable?> TakeAsync(PartitionedRateLimiter<string> limiter, string client, CancellationToken cancellationToken)
    {
        var turn = limiter.AttemptAcquire(client);
        return turn.IsAcquired ? new(turn) : WaitAsync(limiter, client, cancellationToken);
    }

    private async ValueTask<IDisposable?> WaitAsync(PartitionedRateLimiter<string> limiter, string client, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Wait);
        try
        {
            var turn = await limiter.AcquireAsync(client, cancellationToken: patience.Token);
            return turn.IsAcquired ? turn : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
