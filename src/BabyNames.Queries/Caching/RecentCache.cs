using System.Collections.Concurrent;

namespace BabyNames.Queries.Caching;

/// <summary>Caches the recently used values. When the young half is full, it becomes the old half, and the values of the former old half
/// that were not used since are removed. Thread-safe.</summary>
/// <param name="capacity">Maximum number of entries.</param>
public sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();

    /// <summary>Number of entries. An entry in both halves counts twice.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Returns the value of a key, and marks it as used.</summary>
    /// <returns>The value; null if it is not in the cache.</returns>
    public TValue? Find(TKey key)
    {
        if (_young.TryGetValue(key, out var value))
            return value;
        if (_old.TryGetValue(key, out value))
            Add(key, value);
        return value;
    }

    /// <summary>Adds a value. If the young half has the key already, its value remains.</summary>
    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_young.Count >= (capacity + 1) / 2)
                (_young, _old) = (new(), _young);
            _young.TryAdd(key, value);
        }
    }
}
