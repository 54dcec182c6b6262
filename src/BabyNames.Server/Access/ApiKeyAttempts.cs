using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using BabyNames.Queries.Caching;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Access;

/// <summary>Limits the work that unverified keys cause. bcrypt runs only for ids that exist; keys that were verified before do
/// not reach this class.</summary>
/// <remarks>Two lanes lead to bcrypt. The first is for networks that have sent no wrong secret; the second, at the lowest priority,
/// for those that have, and for those that tried several secrets for one key at the same time.</remarks>
internal sealed class ApiKeyAttempts(AccessOptions options, TimeProvider clock)
{
    private const int MaxDelayed = 1_000;
    private const int MaxSuspects = 10_000;
    private const int LowPriority = 5;
    private const int LowestPriority = 19;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>For clients that are refused because too many requests wait.</summary>
    private static readonly TimeSpan QueuePause = TimeSpan.FromSeconds(1);

    /// <summary>One for each size of <see cref="Client.Networks"/>: a wider network may have more clients.</summary>
    private readonly AttemptBuckets[] _buckets =
    [
        .. new[] { 1, 4, 16 }.Select(size => new AttemptBuckets(
            size * options.MaxKeyAttempts,
            options.MaxKeyAttempts * options.KeyAttemptInterval,
            clock
        )),
    ];

    /// <summary>Half of the processors remain for other work.</summary>
    private readonly VerificationLane _first = new(Math.Max(1, Environment.ProcessorCount / 2), queueLimit: 1_000);

    /// <summary>Most requests of this queue have wrong secrets, and each is compared with all others that wait. Measured with a queue
    /// of 1,000: the 99th percentile of cached keys was 12 times as long.</summary>
    private readonly VerificationLane _ofSuspects = new(1, queueLimit: 50);
    private readonly RecentCache<string, object> _suspects = new(MaxSuspects);
    private readonly ConcurrentDictionary<(string KeyId, string Network), bool> _inProgress = new();
    private readonly Lazy<Task<TimeSpan>> _firstDuration = new(MeasureAsync);

    /// <summary>Duration of the last bcrypt in ticks; 0 before the first one.</summary>
    private long _duration;
    private int _delayed;

    /// <summary>Compares the secret with the hash of the key.</summary>
    /// <param name="isVerified">Tells whether the same key was verified in the meantime.</param>
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

    /// <summary>Waits about as long as bcrypt takes on an idle server, without its work.</summary>
    public async Task<KeyAttempt> DelayUnknownAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (Pause("", Client.Networks(address)) is { } pause)
            return new(RetryAfter: pause);
        try
        {
            if (Interlocked.Increment(ref _delayed) > MaxDelayed)
                return new(RetryAfter: QueuePause);
            var began = Stopwatch.GetTimestamp();
            var duration = Volatile.Read(ref _duration) is > 0 and var ticks
                ? new(ticks)
                : await _firstDuration.Value.WaitAsync(cancellationToken);
            // By the system clock, as bcrypt.
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
    /// <returns>The time to wait if the network or key is over its limit; null if the attempt is allowed.</returns>
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

/// <summary>The result of an attempt. A refusal is a value, because at a thousand a second exceptions are the largest cost.</summary>
/// <param name="RetryAfter">Set if the attempt was refused; the response is 429.</param>
internal readonly record struct KeyAttempt(bool IsRight = false, TimeSpan? RetryAfter = null);
