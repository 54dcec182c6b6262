using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using BabyNames.Conventions.Queries;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Access;

/// <summary>Bounds what texts that may be keys can make the server do. bcrypt runs for ids that exist alone; keys that were verified
/// before do not pass by here.</summary>
/// <remarks>Two lanes lead to bcrypt. The first is for networks that have sent no wrong secret; the second, at the lowest priority,
/// for those that have, and for those that tried several secrets for one key at the same time.</remarks>
internal sealed class ApiKeyAttempts(AccessOptions options, TimeProvider clock)
{
    private const int MaxDelayed = 1_000;
    private const int MaxSuspects = 10_000;
    private const int LowPriority = 5;
    private const int LowestPriority = 19;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>For a client that is refused because too many wait.</summary>
    private static readonly TimeSpan QueuePause = TimeSpan.FromSeconds(1);

    /// <summary>By the networks of <see cref="Client.Networks"/>: the wider one is, the more clients it may hold.</summary>
    private readonly AttemptBuckets[] _buckets =
        [.. new[] { 1, 4, 16 }.Select(size => new AttemptBuckets(size * options.Attempts, options.Attempts * options.AttemptEvery, clock))];

    /// <summary>Half of the processors go on with what is not bcrypt.</summary>
    private readonly VerificationLane _first = new(Math.Max(1, Environment.ProcessorCount / 2), queueLimit: 1_000);

    /// <summary>Nearly all that wait there are wrong, and each costs a look at all others: measured with 1,000 of them, the 99th percentile
    /// of remembered keys was 12 times the usual one.</summary>
    private readonly VerificationLane _ofSuspects = new(1, queueLimit: 50);
    private readonly RecentCache<string, object> _suspects = new(MaxSuspects);
    private readonly ConcurrentDictionary<(string KeyId, string Network), bool> _inProgress = new();
    private readonly Lazy<Task<TimeSpan>> _firstDuration = new(MeasureAsync);

    /// <summary>Ticks that bcrypt took last; 0 before the first time.</summary>
    private long _duration;
    private int _delayed;

    /// <summary>Compares a secret with the hash of the key that it names.</summary>
    /// <param name="isVerified">Whether the same key was verified meanwhile.</param>
    public async Task<KeyAttempt> VerifyAsync(ApiKey key, string hash, IPAddress? address, Func<bool> isVerified)
    {
        var networks = Client.Networks(address);
        if (Pause(key.KeyId, networks) is { } pause)
            return new(RetryAfter: pause);
        var network = networks[^1];
        var isFirst = _inProgress.TryAdd((key.KeyId, network), true);
        // One of the two secrets is wrong. Were this known only after bcrypt, a network could stay in the first lane by sending on.
        if (!isFirst)
            _suspects.Add(network, network);
        try
        {
            if (isFirst && !IsSuspect(network))
            {
                using var slot = await _first.EnterAsync(key.KeyId);
                if (slot is null)
                    return new(RetryAfter: QueuePause);
                if (!IsSuspect(network))
                    return new(isVerified() || await CompareAsync(key.Secret, hash, network, LowPriority));
            }
            using (var slot = await _ofSuspects.EnterAsync(key.KeyId))
            {
                if (slot is null)
                    return new(RetryAfter: QueuePause);
                return new(isVerified() || await CompareAsync(key.Secret, hash, network, LowestPriority));
            }
        }
        finally
        {
            if (isFirst)
                _inProgress.TryRemove((key.KeyId, network), out _);
        }
    }

    /// <summary>Takes about as long as a wrong secret takes on an idle server, and none of its work.</summary>
    public async Task<KeyAttempt> DelayUnknownAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (Pause("", Client.Networks(address)) is { } pause)
            return new(RetryAfter: pause);
        try
        {
            if (Interlocked.Increment(ref _delayed) > MaxDelayed)
                return new(RetryAfter: QueuePause);
            var began = Stopwatch.GetTimestamp();
            var duration = Volatile.Read(ref _duration) is > 0 and var ticks ? new(ticks) : await _firstDuration.Value.WaitAsync(cancellationToken);
            // By the machine's own time, as bcrypt.
            var left = (duration < LongestDelay ? duration : LongestDelay) - Stopwatch.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, cancellationToken);
            return default;
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }
    }

    private static async Task<TimeSpan> MeasureAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await BcryptHasher.RunAsync(() => BCrypt.Net.BCrypt.HashPassword("no key's secret"), LowPriority);
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task<bool> CompareAsync(string secret, string hash, string network, int priority)
    {
        var began = Stopwatch.GetTimestamp();
        var isRight = await BcryptHasher.RunAsync(() => BCrypt.Net.BCrypt.Verify(secret, hash), priority);
        Volatile.Write(ref _duration, Stopwatch.GetElapsedTime(began).Ticks);
        if (!isRight)
            _suspects.Add(network, network);
        return isRight;
    }

    private bool IsSuspect(string network) => _suspects.Find(network) is not null;

    /// <summary>Counts an attempt.</summary>
    /// <returns>When to try again if too many came from there.</returns>
    private TimeSpan? Pause(string keyId, IReadOnlyList<string> networks)
    {
        foreach (var (buckets, network) in _buckets.Zip(networks))
        {
            if (buckets.Take($"{keyId} {network}") is { } pause)
                return pause;
        }
        return null;
    }
}

/// <summary>How an attempt ended. A refusal is a value: with a thousand a second, exceptions cost right keys more than anything else.</summary>
/// <param name="RetryAfter">Set if the attempt was refused, because too many came or wait. To be answered with 429.</param>
internal readonly record struct KeyAttempt(bool IsRight = false, TimeSpan? RetryAfter = null);
