using BabyNames.Conventions.Errors;

namespace BabyNames.Conventions.Subscriptions;

/// <summary>Hands each change that the process hears of to the subscriptions that it concerns.</summary>
public sealed class ChangeHub(ConventionLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<Inbox>> _inboxes = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Subscriptions open at the moment.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>From now on changes are published: subscribing before would miss some.</summary>
    public void Open() => _listening.TrySetResult();

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

    /// <exception cref="ClientError">The process has as many subscriptions as it may.</exception>
    internal async Task<Inbox> SubscribeAsync(string channel, CancellationToken cancellationToken)
    {
        await _listening.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_count >= limits.Subscriptions)
                throw new ClientError($"The server has {limits.Subscriptions:N0} subscriptions, as many as it may; try again later.", "SUBSCRIPTION_LIMIT");
            if (!_inboxes.TryGetValue(channel, out var inboxes))
                _inboxes.Add(channel, inboxes = []);
            var inbox = new Inbox(limits.PendingChanges, ended => Remove(inboxes, ended));
            inboxes.Add(inbox);
            _count++;
            return inbox;
        }
    }

    private void Remove(HashSet<Inbox> inboxes, Inbox inbox)
    {
        lock (_lock)
        {
            if (inboxes.Remove(inbox))
                _count--;
        }
    }
}
