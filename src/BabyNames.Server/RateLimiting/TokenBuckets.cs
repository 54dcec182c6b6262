using System.Collections.Concurrent;
using System.Net;

namespace BabyNames.Server.RateLimiting;

/// <summary>The token buckets of all clients.</summary>
/// <remarks>The buckets of System.Threading.RateLimiting do not take tokens back.</remarks>
internal sealed class TokenBuckets(LimitOptions options, TimeProvider time, IHostEnvironment environment)
{
    /// <summary>Number of buckets from which full ones are removed.</summary>
    private const int FirstSweep = 1_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private readonly Lock _sweep = new();
    private int _nextSweep = FirstSweep;

    /// <summary>Whether the client has no limit: requests of the same machine in Development.</summary>
    public bool IsUnlimited(HttpContext http) =>
        environment.IsDevelopment() && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>Takes one token.</summary>
    /// <returns>The time until a token is available; null if one was taken.</returns>
    public TimeSpan? Take(HttpContext http)
    {
        if (IsUnlimited(http))
            return null;
        var (taken, left) = Change(Client.Of(http), 1, inFull: true);
        return taken > 0 ? null : Until(left - 1);
    }

    /// <summary>Takes tokens, if necessary by a debt of at most one full bucket, or returns tokens.</summary>
    /// <param name="cost">Negative to return tokens.</param>
    /// <returns>The tokens that were taken.</returns>
    public double Charge(HttpContext http, double cost) =>
        cost == 0 || IsUnlimited(http) ? 0 : Change(Client.Of(http), cost, inFull: false).Taken;

    /// <returns>The time until the debt is paid; null if there is no debt.</returns>
    public TimeSpan? Debt(HttpContext http) => !IsUnlimited(http) && Left(Client.Of(http)) is < 0 and var left ? Until(left) : null;

    /// <returns>The tokens left; negative for a debt.</returns>
    public long Left(string client) => (long)Math.Floor(Change(client, 0, inFull: false).Left);

    /// <param name="inFull">Whether to take nothing instead of a debt if there are too few tokens.</param>
    private (double Taken, double Left) Change(string client, double cost, bool inFull)
    {
        while (true)
        {
            var bucket = Find(client);
            lock (bucket)
            {
                if (bucket.IsForgotten)
                    continue;
                Refill(bucket);
                if (inFull && bucket.Left < cost)
                    return (0, bucket.Left);
                var left = Math.Clamp(bucket.Left - cost, -options.TokenLimit, options.TokenLimit);
                var taken = bucket.Left - left;
                return (taken, bucket.Left = left);
            }
        }
    }

    private Bucket Find(string client)
    {
        if (_buckets.TryGetValue(client, out var known))
            return known;
        if (_buckets.Count >= _nextSweep)
            Sweep();
        return _buckets.GetOrAdd(client, _ => new() { Left = options.TokenLimit, At = time.GetTimestamp() });
    }

    private void Refill(Bucket bucket)
    {
        var now = time.GetTimestamp();
        bucket.Left = Math.Min(
            options.TokenLimit,
            bucket.Left + time.GetElapsedTime(bucket.At, now).TotalSeconds * options.TokensPerSecond
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
                    if (bucket.Left < options.TokenLimit)
                        continue;
                    bucket.IsForgotten = true;
                    _buckets.TryRemove(client, out _);
                }
            }
            _nextSweep = Math.Max(FirstSweep, 2 * _buckets.Count);
        }
    }

    private TimeSpan Until(double left) => TimeSpan.FromSeconds(-left / options.TokensPerSecond);

    private sealed class Bucket
    {
        public double Left { get; set; }

        /// <summary>The time of the last change.</summary>
        public long At { get; set; }

        public bool IsForgotten { get; set; }
    }
}
