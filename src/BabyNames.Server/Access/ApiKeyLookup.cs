using BabyNames.Data.ApiKeys;

namespace BabyNames.Server.Access;

/// <summary>Reads the rows of keys in batches. Requests that arrive during a query share the next query, so that many unknown ids use
/// one connection. A request waits for at most two queries.</summary>
internal sealed class ApiKeyLookup(ApiKeyStore store)
{
    /// <summary>Minimum interval between queries, so that requests with invalid keys share them. A valid key is read once and then cached;
    /// its bcrypt takes 20 times as long as this interval.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = [];
    private Task<IReadOnlyDictionary<string, StoredApiKey>>? _next;
    private Task _current = Task.CompletedTask;

    /// <summary>Reads the row of a key. The query begins after the call.</summary>
    /// <returns>The key; null if it does not exist or is revoked or expired.</returns>
    public async Task<StoredApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        Task<IReadOnlyDictionary<string, StoredApiKey>> read;
        lock (_gate)
        {
            _ids.Add(keyId);
            read = _next ??= ReadAfterAsync(_current);
        }
        return (await read.WaitAsync(cancellationToken)).GetValueOrDefault(keyId);
    }

    private async Task<IReadOnlyDictionary<string, StoredApiKey>> ReadAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await Task.Delay(Interval);
        string[] ids;
        lock (_gate)
        {
            ids = [.. _ids];
            _ids.Clear();
            (_current, _next) = (_next!, null);
        }
        // Many requests share the query, so none of them may cancel it.
        return await store.FindAsync(ids, CancellationToken.None);
    }
}
