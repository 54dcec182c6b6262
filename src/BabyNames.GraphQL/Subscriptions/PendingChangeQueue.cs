using BabyNames.GraphQLEngine.Errors;

namespace BabyNames.GraphQLEngine.Subscriptions;

/// <summary>The changes that one subscription has not looked at yet. Equal ones are one, so an entity that changes faster
/// than its subscriber reads costs nothing: the subscriber gets its latest state.</summary>
internal sealed class PendingChangeQueue(int capacity, Action<PendingChangeQueue> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _ids = [];
    private bool _all;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="id">Null for everything.</param>
    public void Add(Guid? id)
    {
        lock (_lock)
        {
            if (id is { } one && _ids.Count <= capacity)
                _ids.Add(one);
            _all |= id is null;
            _arrived.TrySetResult();
        }
    }

    /// <summary>Everything that came since the last time, as soon as there is something.</summary>
    /// <exception cref="ClientError">More came than is kept.</exception>
    public async Task<Changes> TakeAsync(CancellationToken cancellationToken)
    {
        // Read within the lock alone is written within it; a task that completed stays so until it is taken here.
        await _arrived.Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_ids.Count > capacity)
                throw new ClientError(
                    $"The subscriber reads too slowly: more than {capacity:N0} changes wait for it. Subscribe again, to fewer or with fewer fields.",
                    "SUBSCRIPTION_TOO_SLOW"
                );
            var changes = new Changes(_all, [.. _ids]);
            _ids.Clear();
            _all = false;
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return changes;
        }
    }

    /// <summary>Gives back what could not be looked at.</summary>
    public void Return(Changes changes)
    {
        foreach (var id in changes.Ids)
            Add(id);
        if (changes.All)
            Add(null);
    }

    public void Dispose() => onDispose(this);
}
