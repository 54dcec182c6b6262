namespace BabyNames.Server.Access;

/// <summary>A queue of verifications. The key that was served least recently is next, and of one key the newest request, so that
/// many requests for one key delay neither other keys nor later clients.</summary>
/// <param name="slots">Maximum number of concurrent verifications.</param>
/// <param name="queueLimit">Maximum length of the queue. Beyond it the last one in the queue is refused.</param>
internal sealed class VerificationLane(int slots, int queueLimit)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiting = [];
    private readonly Dictionary<string, long> _served = [];
    private int _free = slots;
    private long _order;

    /// <summary>Waits for a slot. Dispose the result to release it.</summary>
    /// <returns>Null if no slot became free in time, or if the queue is full.</returns>
    public async Task<IDisposable?> EnterAsync(string keyId)
    {
        if (Begin(keyId) is not { } waiter)
            return new Slot(this);
        using var timeout = new CancellationTokenSource(QueueTimeout);
        await using var refusal = timeout.Token.Register(() => Refuse(waiter));
        return await waiter.IsServed.Task ? new Slot(this) : null;
    }

    /// <returns>Null if a slot was free.</returns>
    private Waiter? Begin(string keyId)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                Serve(keyId);
                return null;
            }
            var waiter = new Waiter(keyId, ++_order, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Add(waiter);
            if (_waiting.Count > queueLimit)
            {
                var last = _waiting.MaxBy(Rank)!;
                _waiting.Remove(last);
                last.IsServed.SetResult(false);
            }
            return waiter;
        }
    }

    private void Refuse(Waiter waiter)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiter))
                waiter.IsServed.SetResult(false);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_waiting.MinBy(Rank) is not { } next)
            {
                _free++;
                return;
            }
            _waiting.Remove(next);
            Serve(next.KeyId);
            next.IsServed.SetResult(true);
        }
    }

    private void Serve(string keyId)
    {
        if (_served.Count >= MaxRemembered)
            _served.Clear();
        _served[keyId] = ++_order;
    }

    private (long Served, long Newest) Rank(Waiter waiter) => (_served.GetValueOrDefault(waiter.KeyId), -waiter.Order);

    private sealed record Waiter(string KeyId, long Order, TaskCompletionSource<bool> IsServed);

    private sealed class Slot(VerificationLane lane) : IDisposable
    {
        public void Dispose() => lane.Leave();
    }
}
