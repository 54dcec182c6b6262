using System.Runtime.CompilerServices;
using BabyNames.Queries.Caching;

namespace BabyNames.Server.Access;

/// <summary>Token buckets by name. The number of buckets is limited: the least recently used ones are removed, so that many different
/// names do not use more memory.</summary>
/// <param name="capacity">Number of tokens in a full bucket.</param>
/// <param name="fill">Time in which an empty bucket becomes full.</param>
internal sealed class AttemptBuckets(int capacity, TimeSpan fill, TimeProvider clock)
{
    private const int MaxNames = 50_000;

    /// <summary>Time at which each bucket is full again, since the start.</summary>
    private readonly RecentCache<string, StrongBox<TimeSpan>> _fullAt = new(MaxNames);

    /// <summary>Time in which one token is added.</summary>
    private readonly TimeSpan _tokenTime = fill / capacity;
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Takes a token from the bucket of a name.</summary>
    /// <returns>The time until a token is available; null if a token was taken.</returns>
    public TimeSpan? Take(string name)
    {
        var bucket = FindOrAdd(name);
        lock (bucket)
        {
            var now = clock.GetElapsedTime(_start);
            var fullAt = (bucket.Value > now ? bucket.Value : now) + _tokenTime;
            if (fullAt - now > _tokenTime * capacity)
                return fullAt - now - (_tokenTime * capacity);
            bucket.Value = fullAt;
            return null;
        }
    }

    private StrongBox<TimeSpan> FindOrAdd(string name)
    {
        if (_fullAt.Find(name) is { } known)
            return known;
        var added = new StrongBox<TimeSpan>();
        _fullAt.Add(name, added);
        return _fullAt.Find(name) ?? added;
    }
}
