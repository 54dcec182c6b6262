using System.Threading.RateLimiting;

namespace BabyNames.Server.Limits;

/// <summary>Bounds what is worked on at the same time: a flood waits briefly and is then refused, and what is being done goes on
/// at its speed.</summary>
internal sealed class Turns(LimitOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = options.AtOnce,
        QueueLimit = options.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <returns>To be given back; null when none was to be had in time.</returns>
    public ValueTask<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        var turn = _limiter.AttemptAcquire();
        return turn.IsAcquired ? new(turn) : WaitAsync(cancellationToken);
    }

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<IDisposable?> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Wait);
        try
        {
            var turn = await _limiter.AcquireAsync(cancellationToken: patience.Token);
            return turn.IsAcquired ? turn : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
