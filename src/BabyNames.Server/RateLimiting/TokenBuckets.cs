using System.Collections.Concurrent;
using System.Net;

namespace BabyNames.Server.RateLimiting;

/// <summary>The token buckets of all clients.</summary>
/// <remarks>The token buckets of System.Threading.RateLimiting are not used, because tokens cannot be returned to them.</remarks>
internal sealed class TokenBuckets(LimitOptions options, TimeProvider time, IHostEnvironment environment)
{
    /// <summary>Number of buckets at which full buckets are removed for the first time.</summary>
    private const int FirstSweep = 1_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private readonly Lock _sweep = new();
    private int _nextSweep = FirstSweep;

    /// <summary>Whether the client has no limit. In Development this is a client on the same machine.</summary>
    public bool IsUnlimited(HttpContext http) =>
        environment.IsDevelopment() && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>Takes one token if the client has one.</summary>
    /// <returns>The time until a token is available; null if a token was taken.</returns>
    public TimeSpan? Take(HttpContext http)
    {
        if (IsUnlimited(http))
            return null;
        var (taken, remaining) = Change(Client.Of(http), 1, onlyIfAvailable: true);
        return taken > 0 ? null : TimeToRefill(remaining - 1);
    }

    /// <summary>Takes tokens or returns tokens. If the bucket has too few tokens, the client gets a debt of at most one full
    /// bucket.</summary>
    /// <param name="cost">Number of tokens to take. A negative number returns tokens.</param>
    /// <returns>The number of tokens that were taken.</returns>
    public double Charge(HttpContext http, double cost) =>
        cost == 0 || IsUnlimited(http) ? 0 : Change(Client.Of(http), cost, onlyIfAvailable: false).Taken;

    /// <summary>Returns the time until the debt of the client is refilled; null if the client has no debt.</summary>
    public TimeSpan? DebtTime(HttpContext http) =>
        !IsUnlimited(http) && Remaining(Client.Of(http)) is < 0 and var remaining ? TimeToRefill(remaining) : null;

    /// <summary>Returns the number of tokens of the client. A debt is negative.</summary>
    public long Remaining(string client) => (long)Math.Floor(Change(client, 0, onlyIfAvailable: false).Remaining);

    /// <param name="onlyIfAvailable">Whether to take no tokens if there are too few, instead of a debt.</param>
    private (double Taken, double Remaining) Change(string client, double cost, bool onlyIfAvailable)
    {
        while (true)
        {
            var bucket = Find(client);
            lock (bucket)
            {
                if (bucket.IsRemoved)
                    continue;
                Refill(bucket);
                if (onlyIfAvailable && bucket.Tokens < cost)
                    return (0, bucket.Tokens);
                var remaining = Math.Clamp(bucket.Tokens - cost, -options.TokenLimit, options.TokenLimit);
                var taken = bucket.Tokens - remaining;
                return (taken, bucket.Tokens = remaining);
            }
        }
    }

    private Bucket Find(string client)
    {
        if (_buckets.TryGetValue(client, out var known))
            return known;
        if (_buckets.Count >= _nextSweep)
            Sweep();
        return _buckets.GetOrAdd(client, _ => new() { Tokens = options.TokenLimit, At = time.GetTimestamp() });
    }

    private void Refill(Bucket bucket)
    {
        var now = time.GetTimestamp();
        bucket.Tokens = Math.Min(
            options.TokenLimit,
            bucket.Tokens + time.GetElapsedTime(bucket.At, now).TotalSeconds * options.TokensPerSecond
        );
        bucket.At = now;
    }

    /// <summary>Removes full buckets.</summary>
    private void Sweep()
    {
        lock (_sweep)
        {
            if (_buckets.Count < _nextSweep)
                return;
            foreach (var (client, bucket) in _buckets)
            {
                lock (bucket)
                {
                    Refill(bucket);
                    if (bucket.Tokens < options.TokenLimit)
                        continue;
                    bucket.IsRemoved = true;
                    _buckets.TryRemove(client, out _);
                }
            }
            _nextSweep = Math.Max(FirstSweep, 2 * _buckets.Count);
        }
    }

    /// <summary>Returns the time in which the debt is refilled.</summary>
    private TimeSpan TimeToRefill(double debt) => TimeSpan.FromSeconds(-debt / options.TokensPerSecond);

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        /// <summary>Timestamp of the last change.</summary>
        public long At { get; set; }

        public bool IsRemoved { get; set; }
    }
}
