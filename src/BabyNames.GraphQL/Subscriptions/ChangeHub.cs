using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>Hands each change that the process hears of to the subscriptions that it concerns.</summary>
public sealed class ChangeHub(GraphQLLimits limits) : IDisposable
{
    private readonly ClientLimiter _limiter = new(limits.MaxSubscriptions, limits.MaxSubscriptions / 2);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<PendingChangeQueue>> _inboxes = [];
    private TaskCompletionSource _wanted = Signal();
    private TaskCompletionSource _listening = Signal();
    private int _count;

    /// <summary>Subscriptions open at the moment.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends when there is a subscription to listen for.</summary>
    public Task WantedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _wanted.Task.WaitAsync(cancellationToken);
    }

    /// <summary>From now on changes are published. Subscriptions wait for that, or they would miss some.</summary>
    public void Open()
    {
        lock (_lock)
            _listening.TrySetResult();
    }

    /// <summary>From now on changes are not published.</summary>
    /// <returns>False when there are subscriptions.</returns>
    public bool TryClose()
    {
        lock (_lock)
        {
            if (_count > 0)
                return false;
            (_wanted, _listening) = (Signal(), Signal());
            return true;
        }
    }

    /// <param name="channel">What changed, for example the name of a NOTIFY channel.</param>
    /// <param name="id">Which one; null when it is unknown, so that every subscription looks at all that it is over.</param>
    public void Publish(string channel, Guid? id)
    {
        lock (_lock)
        {
            foreach (var inbox in _inboxes.GetValueOrDefault(channel) ?? [])
                inbox.Add(id);
        }
    }

    public void Dispose() => _limiter.Dispose();

    /// <exception cref="ClientError">The process or the client has as many subscriptions as it may.</exception>
    internal async Task<PendingChangeQueue> SubscribeAsync(string channel, ConnectionClient client, CancellationToken cancellationToken)
    {
        var permit =
            _limiter.TryAcquire(client)
            ?? throw new ClientError(
                $"The server has {limits.MaxSubscriptions:N0} subscriptions, or this key or address its share of them. "
                    + "End one, or try again later.",
                "SUBSCRIPTION_LIMIT"
            );
        var (inbox, listening) = Add(channel, permit);
        try
        {
            await listening.WaitAsync(cancellationToken);
            return inbox;
        }
        catch
        {
            inbox.Dispose();
            throw;
        }
    }

    private (PendingChangeQueue PendingChangeQueue, Task Listening) Add(string channel, IDisposable permit)
    {
        lock (_lock)
        {
            if (!_inboxes.TryGetValue(channel, out var inboxes))
                _inboxes.Add(channel, inboxes = []);
            var inbox = new PendingChangeQueue(limits.MaxPendingChanges, ended => Remove(inboxes, ended, permit));
            inboxes.Add(inbox);
            _count++;
            _wanted.TrySetResult();
            return (inbox, _listening.Task);
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remove(HashSet<PendingChangeQueue> inboxes, PendingChangeQueue inbox, IDisposable permit)
    {
        lock (_lock)
        {
            if (inboxes.Remove(inbox))
                _count--;
        }
        permit.Dispose();
    }
}
