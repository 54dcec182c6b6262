using System.Runtime.CompilerServices;
using BabyNames.Queries.Caching;

namespace BabyNames.Server.Access;

/// <summary>A token bucket for each name, for a limited number of names: the least recently used are removed, so that invented
/// names do not take more memory.</summary>
/// <param name="capacity">Tokens of a full bucket.</param>
/// <param name="fill">Time in which an empty bucket becomes full.</param>
internal sealed class AttemptBuckets(int capacity, TimeSpan fill, TimeProvider clock)
{
    private const int MaxNames = 50_000;

    /// <summary>The time at which each bucket is full again.</summary>
    private readonly RecentCache<string, StrongBox<TimeSpan>> _fullAt = new(MaxNames);

    private readonly TimeSpan _token = fill / capacity;
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Takes a token.</summary>
    /// <returns>The time until a token is available; null if one was taken.</returns>
    public TimeSpan? Take(string name)
    {
        var bucket = Bucket(name);
        lock (bucket)
        {
            var now = clock.GetElapsedTime(_start);
            var fullAt = (bucket.Value > now ? bucket.Value : now) + _token;
            if (fullAt - now > _token * capacity)
                return fullAt - now - (_token * capacity);
            bucket.Value = fullAt;
            return null;
        }
    }

    private StrongBox<TimeSpan> Bucket(string name)
    {
        if (_fullAt.Find(name) is { } known)
            return known;
        var added = new StrongBox<TimeSpan>();
        _fullAt.Add(name, added);
        return _fullAt.Find(name) ?? added;
    }
}
