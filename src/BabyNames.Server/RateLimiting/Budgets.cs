using System.Collections.Concurrent;
using System.Net;

namespace BabyNames.Server.RateLimiting;

/// <summary>What every client has left to spend: a token bucket each.</summary>
/// <remarks>System.Threading.RateLimiting has no bucket that takes tokens back.</remarks>
internal sealed class Budgets(LimitOptions options, TimeProvider time, IHostEnvironment environment)
{
    /// <summary>Buckets among which those that are full again are looked for.</summary>
    private const int FirstSweep = 1_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new();
    private readonly Lock _sweep = new();
    private int _nextSweep = FirstSweep;

    /// <summary>Whether there is no limit: for whoever develops on the machine that the server runs on.</summary>
    public bool IsUnlimited(HttpContext http) =>
        environment.IsDevelopment() && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>Takes 1.</summary>
    /// <returns>How long to wait when there is nothing left; null when there was.</returns>
    public TimeSpan? Take(HttpContext http)
    {
        if (IsUnlimited(http))
            return null;
        var (taken, left) = Change(Client.Of(http), 1, inFull: true);
        return taken > 0 ? null : Until(left - 1);
    }

    /// <summary>Takes more than there may be, up to a debt as large as a budget, or gives back what was taken too much.</summary>
    /// <param name="cost">Below 0 to give back.</param>
    /// <returns>What was taken.</returns>
    public double Charge(HttpContext http, double cost) =>
        cost == 0 || IsUnlimited(http) ? 0 : Change(Client.Of(http), cost, inFull: false).Taken;

    /// <returns>How long until it is paid; null when there is none.</returns>
    public TimeSpan? Debt(HttpContext http) => !IsUnlimited(http) && Left(Client.Of(http)) is < 0 and var left ? Until(left) : null;

    /// <returns>Below 0 for a debt.</returns>
    public long Left(string client) => (long)Math.Floor(Change(client, 0, inFull: false).Left);

    /// <param name="inFull">Whether to take nothing where there is too little, instead of making a debt.</param>
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
                var left = Math.Clamp(bucket.Left - cost, -options.Burst, options.Burst);
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
        return _buckets.GetOrAdd(client, _ => new() { Left = options.Burst, At = time.GetTimestamp() });
    }

    private void Refill(Bucket bucket)
    {
        var now = time.GetTimestamp();
        bucket.Left = Math.Min(options.Burst, bucket.Left + time.GetElapsedTime(bucket.At, now).TotalSeconds * options.PerSecond);
        bucket.At = now;
    }

    /// <summary>Forgets those that are full again.</summary>
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
                    if (bucket.Left < options.Burst)
                        continue;
                    bucket.IsForgotten = true;
                    _buckets.TryRemove(client, out _);
                }
            }
            _nextSweep = Math.Max(FirstSweep, 2 * _buckets.Count);
        }
    }

    private TimeSpan Until(double left) => TimeSpan.FromSeconds(-left / options.PerSecond);

    private sealed class Bucket
    {
        public double Left { get; set; }

        /// <summary>When that was.</summary>
        public long At { get; set; }

        public bool IsForgotten { get; set; }
    }
}
