namespace BabyNames.Server.Access;

/// <summary>A queue of verifications. The next one is the newest request of the key that was served least recently. So many requests for
/// one key delay neither other keys nor clients that send the key later.</summary>
/// <param name="slots">Maximum number of concurrent verifications.</param>
/// <param name="queueLimit">Maximum length of the queue. If the queue is longer, its last request is refused.</param>
internal sealed class VerificationLane(int slots, int queueLimit)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<QueuedRequest> _queue = [];
    private readonly Dictionary<string, long> _served = [];
    private int _free = slots;
    private long _order;

    /// <summary>Waits for a slot. The caller must dispose the slot to release it.</summary>
    /// <returns>The slot; null if no slot became free in time or if the queue is full.</returns>
    public async Task<IDisposable?> EnterAsync(string keyId)
    {
        if (TakeOrQueue(keyId) is not { } request)
            return new Slot(this);
        using var timeout = new CancellationTokenSource(QueueTimeout);
        await using var refusal = timeout.Token.Register(() => Refuse(request));
        return await request.IsServed.Task ? new Slot(this) : null;
    }

    /// <summary>Takes a free slot, or adds the request to the queue.</summary>
    /// <returns>The request in the queue; null if a slot was free.</returns>
    private QueuedRequest? TakeOrQueue(string keyId)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                MarkServed(keyId);
                return null;
            }
            var request = new QueuedRequest(keyId, ++_order, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _queue.Add(request);
            if (_queue.Count > queueLimit)
            {
                var last = _queue.MaxBy(Rank)!;
                _queue.Remove(last);
                last.IsServed.SetResult(false);
            }
            return request;
        }
    }

    private void Refuse(QueuedRequest request)
    {
        lock (_gate)
        {
            if (_queue.Remove(request))
                request.IsServed.SetResult(false);
        }
    }

    /// <summary>Passes the slot to the next request of the queue, or frees it.</summary>
    private void Release()
    {
        lock (_gate)
        {
            if (_queue.MinBy(Rank) is not { } next)
            {
                _free++;
                return;
            }
            _queue.Remove(next);
            MarkServed(next.KeyId);
            next.IsServed.SetResult(true);
        }
    }

    private void MarkServed(string keyId)
    {
        if (_served.Count >= MaxRemembered)
            _served.Clear();
        _served[keyId] = ++_order;
    }

    /// <summary>Sort key of the queue. The request with the smallest value is next.</summary>
    private (long Served, long Newest) Rank(QueuedRequest request) => (_served.GetValueOrDefault(request.KeyId), -request.Order);

    private sealed record QueuedRequest(string KeyId, long Order, TaskCompletionSource<bool> IsServed);

    private sealed class Slot(VerificationLane lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}
