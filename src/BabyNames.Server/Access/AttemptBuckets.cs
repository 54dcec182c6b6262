using System.Runtime.CompilerServices;
using BabyNames.Conventions.Queries;

namespace BabyNames.Server.Access;

/// <summary>A token bucket for each name. Of more names than there is room for, those that were not used lately are forgotten: whoever
/// makes up names takes no more memory.</summary>
/// <param name="capacity">Tokens of a full bucket.</param>
/// <param name="fill">How long an empty bucket takes to be full.</param>
internal sealed class AttemptBuckets(int capacity, TimeSpan fill, TimeProvider clock)
{
    private const int MaxNames = 50_000;

    /// <summary>When each bucket is full again.</summary>
    private readonly RecentCache<string, StrongBox<TimeSpan>> _fullAt = new(MaxNames);

    private readonly TimeSpan _token = fill / capacity;
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Takes a token.</summary>
    /// <returns>How long until there is one; null when it was taken.</returns>
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
