using System.Collections.Concurrent;

namespace BabyNames.Queries.Caching;

/// <summary>Keeps what was asked for lately. When the young half is full it becomes the old one, and what was not asked for since
/// is forgotten.</summary>
/// <param name="capacity">Entries at most.</param>
public sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();

    public int Count => _young.Count + _old.Count;

    public TValue? Find(TKey key)
    {
        if (_young.TryGetValue(key, out var known))
            return known;
        if (_old.TryGetValue(key, out known))
            Add(key, known);
        return known;
    }

    public void Add(TKey key, TValue value)
    {
        lock (_turn)
        {
            if (_young.Count >= (capacity + 1) / 2)
                (_young, _old) = (new(), _young);
            _young.TryAdd(key, value);
        }
    }
}
