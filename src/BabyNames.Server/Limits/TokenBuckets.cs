using System.Runtime.CompilerServices;
using BabyNames.Conventions.Queries;

namespace BabyNames.Server.Limits;

/// <summary>A token bucket for each name, which may owe as many tokens as it can hold. Of more names than there is room for, those that
/// were not used lately are forgotten.</summary>
/// <param name="capacity">Tokens of a full bucket.</param>
/// <param name="fill">How long an empty bucket takes to be full.</param>
internal sealed class TokenBuckets(long capacity, TimeSpan fill, TimeProvider clock)
{
    private const int MaxNames = 100_000;

    /// <summary>Less than what the rounding to ticks can take away.</summary>
    private const double Rounding = 1e-6;

    /// <summary>When each bucket is full again.</summary>
    private readonly RecentCache<string, StrongBox<TimeSpan>> _fullAt = new(MaxNames);

    private readonly long _start = clock.GetTimestamp();

    private TimeSpan Now => clock.GetElapsedTime(_start);

    /// <returns>Whole tokens; below 0 when some are owed.</returns>
    public long Left(string name)
    {
        var bucket = Bucket(name);
        lock (bucket)
            return Left(bucket.Value - Now);
    }

    /// <summary>Takes a token.</summary>
    /// <returns>How long until there is one; null when it was taken.</returns>
    public TimeSpan? Take(string name)
    {
        var bucket = Bucket(name);
        lock (bucket)
        {
            if (Left(bucket.Value - Now) < 1)
                return bucket.Value - Now - Time(capacity - 1);
            Add(bucket, 1);
            return null;
        }
    }

    /// <summary>Takes more than there may be.</summary>
    public void Charge(string name, long tokens)
    {
        var bucket = Bucket(name);
        lock (bucket)
            Add(bucket, tokens);
    }

    /// <returns>How long until nothing is owed; null when nothing is.</returns>
    public TimeSpan? Debt(string name)
    {
        var bucket = Bucket(name);
        lock (bucket)
            return Left(bucket.Value - Now) < 0 ? bucket.Value - Now - fill : null;
    }

    private void Add(StrongBox<TimeSpan> bucket, long tokens)
    {
        var now = Now;
        var fullAt = (bucket.Value > now ? bucket.Value : now) + Time(tokens);
        bucket.Value = fullAt < now + (2 * fill) ? fullAt : now + (2 * fill);
    }

    private long Left(TimeSpan untilFull) => untilFull <= TimeSpan.Zero ? capacity : (long)Math.Floor(capacity - (untilFull / fill * capacity) + Rounding);

    private TimeSpan Time(long tokens) => fill * ((double)tokens / capacity);

    private StrongBox<TimeSpan> Bucket(string name)
    {
        if (_fullAt.Find(name) is { } known)
            return known;
        var added = new StrongBox<TimeSpan>();
        _fullAt.Add(name, added);
        return _fullAt.Find(name) ?? added;
    }
}
