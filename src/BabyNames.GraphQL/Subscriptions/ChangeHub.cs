using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Distributes changes to the subscriptions of the process. Thread-safe.</summary>
/// <param name="limits">Limits of the number of subscriptions and of pending changes.</param>
public sealed class ChangeHub(GraphQLLimits limits) : IDisposable
{
    private readonly ClientLimiter _limiter = new(limits.MaxSubscriptions, limits.MaxSubscriptions / 2);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<PendingChangeQueue>> _queues = [];
    private TaskCompletionSource _subscribed = NewSignal();
    private TaskCompletionSource _listening = NewSignal();
    private int _count;

    /// <summary>Number of the open subscriptions.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Waits until there is a subscription.</summary>
    public Task WaitForSubscriptionAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _subscribed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Declares that changes are published from now on. New subscriptions wait for this, because they would miss
    /// changes.</summary>
    public void SetListening()
    {
        lock (_lock)
            _listening.TrySetResult();
    }

    /// <summary>Declares that changes are no longer published, unless there are subscriptions.</summary>
    /// <returns>False when there are subscriptions.</returns>
    public bool TrySetIdle()
    {
        lock (_lock)
        {
            if (_count > 0)
                return false;
            (_subscribed, _listening) = (NewSignal(), NewSignal());
            return true;
        }
    }

    /// <summary>Publishes a change to the subscriptions of a channel.</summary>
    /// <param name="channel">Kind of the change, for example the name of a NOTIFY channel.</param>
    /// <param name="id">Key of the changed entity; null when it is unknown, so that every subscription reads all of its rows.</param>
    public void Publish(string channel, Guid? id)
    {
        lock (_lock)
        {
            foreach (var queue in _queues.GetValueOrDefault(channel) ?? [])
                queue.Add(id);
        }
    }

    /// <summary>Releases the limiter of subscriptions.</summary>
    public void Dispose() => _limiter.Dispose();

    /// <summary>Adds a subscription.</summary>
    /// <returns>The queue of its changes, which the caller disposes at the end of the subscription.</returns>
    /// <exception cref="ClientError">The server or the client has the maximum number of subscriptions.</exception>
    internal async Task<PendingChangeQueue> SubscribeAsync(string channel, ConnectionClient client, CancellationToken cancellationToken)
    {
        var permit =
            _limiter.TryAcquire(client)
            ?? throw new ClientError(
                $"The server has {limits.MaxSubscriptions:N0} subscriptions, or this key or address has its maximum of them. "
                    + "End one, or try again later.",
                "SUBSCRIPTION_LIMIT"
            );
        var (queue, listening) = Add(channel, permit);
        try
        {
            await listening.WaitAsync(cancellationToken);
            return queue;
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    private (PendingChangeQueue Queue, Task Listening) Add(string channel, IDisposable permit)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(channel, out var queues))
                _queues.Add(channel, queues = []);
            var queue = new PendingChangeQueue(limits.MaxPendingChanges, ended => Remove(queues, ended, permit));
            queues.Add(queue);
            _count++;
            _subscribed.TrySetResult();
            return (queue, _listening.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remove(HashSet<PendingChangeQueue> queues, PendingChangeQueue queue, IDisposable permit)
    {
        lock (_lock)
        {
            if (queues.Remove(queue))
                _count--;
        }
        permit.Dispose();
    }
}
