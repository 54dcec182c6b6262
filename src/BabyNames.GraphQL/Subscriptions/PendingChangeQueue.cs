using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The changes that one subscription has not read yet. Repeated changes of an entity are stored once, so that a slow subscriber
/// gets only the latest state.</summary>
/// <param name="capacity">Maximum number of changed entities.</param>
internal sealed class PendingChangeQueue(int capacity, Action<PendingChangeQueue> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _ids = [];
    private bool _all;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds a change.</summary>
    /// <param name="id">Key of the changed entity; null for all rows.</param>
    public void Add(Guid? id)
    {
        lock (_lock)
        {
            if (id is { } key && _ids.Count <= capacity)
                _ids.Add(key);
            _all |= id is null;
            _arrived.TrySetResult();
        }
    }

    /// <summary>Waits for a change, and removes all changes from the queue.</summary>
    /// <exception cref="ClientError">There were more changes than the capacity.</exception>
    public async Task<Changes> TakeAsync(CancellationToken cancellationToken)
    {
        // The field is read without the lock. That is safe, because only this method replaces it, and a completed task remains completed.
        await _arrived.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_ids.Count > capacity)
                throw new ClientError(
                    $"The subscriber reads too slowly: more than {capacity:N0} changes are pending. "
                        + "Subscribe again, to fewer entities or with fewer fields.",
                    "SUBSCRIPTION_TOO_SLOW"
                );
            var changes = new Changes(_all, [.. _ids]);
            _ids.Clear();
            _all = false;
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return changes;
        }
    }

    /// <summary>Adds changes again that could not be read.</summary>
    public void Return(Changes changes)
    {
        foreach (var id in changes.Ids)
            Add(id);
        if (changes.All)
            Add(null);
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose() => onDispose(this);
}
