using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using BabyNames.Queries.Caching;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Access;

/// <summary>Limits the processor time that keys use which are not verified yet. bcrypt runs only for ids that exist. Verified keys are
/// cached and do not reach this class.</summary>
/// <remarks>Two queues lead to bcrypt. The regular one is for networks that have sent no wrong secret. The other one, with the lowest
/// thread priority, is for suspect networks: those that have sent a wrong secret, or several secrets for one key at the same
/// time.</remarks>
internal sealed class ApiKeyAttempts(AccessOptions options, TimeProvider clock)
{
    private const int MaxDelayed = 1_000;
    private const int MaxSuspects = 10_000;
    private const int LowPriority = 5;
    private const int LowestPriority = 19;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>Retry-After of requests that are refused because a queue is full.</summary>
    private static readonly TimeSpan QueueRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Token buckets, one for each size of network in <see cref="Client.Networks"/>. A larger network may have more clients and
    /// has a higher limit.</summary>
    private readonly AttemptBuckets[] _buckets =
    [
        .. new[] { 1, 4, 16 }.Select(size => new AttemptBuckets(
            size * options.MaxKeyAttempts,
            options.MaxKeyAttempts * options.KeyAttemptInterval,
            clock
        )),
    ];

    /// <summary>Queue of networks that are not suspect. It uses half of the processors, so that the others remain for other work.</summary>
    private readonly VerificationLane _regularLane = new(Math.Max(1, Environment.ProcessorCount / 2), queueLimit: 1_000);

    /// <summary>Queue of suspect networks. It is short, because each request is compared with all others that wait. Measured with a queue
    /// of 1,000: the 99th percentile of the latency of cached keys was 12 times as long.</summary>
    private readonly VerificationLane _suspectLane = new(1, queueLimit: 50);
    private readonly RecentCache<string, object> _suspects = new(MaxSuspects);
    private readonly ConcurrentDictionary<(string KeyId, string Network), bool> _inProgress = new();
    private readonly Lazy<Task<TimeSpan>> _firstDuration = new(MeasureAsync);

    /// <summary>Duration of the last bcrypt in ticks; 0 before the first one.</summary>
    private long _duration;
    private int _delayed;

    /// <summary>Compares the secret of a key with its stored hash, if the limits permit it.</summary>
    /// <param name="isVerified">Returns whether the same key was verified in the meantime.</param>
    public async Task<KeyAttempt> VerifyAsync(ApiKey key, string hash, IPAddress? address, Func<bool> isVerified)
    {
        var networks = Client.Networks(address);
        if (CountAttempt(key.KeyId, networks) is { } retryAfter)
            return new(RetryAfter: retryAfter);
        var network = networks[^1];
        var isFirst = _inProgress.TryAdd((key.KeyId, network), true);
        // One of the two secrets is wrong. The network becomes suspect before bcrypt shows it; otherwise it could use the
        // regular queue as long as it sends further secrets.
        if (!isFirst)
            _suspects.Add(network, network);
        try
        {
            if (isFirst && !IsSuspect(network))
            {
                using var slot = await _regularLane.EnterAsync(key.KeyId);
                if (slot is null)
                    return new(RetryAfter: QueueRetryAfter);
                if (!IsSuspect(network))
                    return new(isVerified() || await CompareAsync(key.Secret, hash, network, LowPriority));
            }
            using (var slot = await _suspectLane.EnterAsync(key.KeyId))
            {
                if (slot is null)
                    return new(RetryAfter: QueueRetryAfter);
                return new(isVerified() || await CompareAsync(key.Secret, hash, network, LowestPriority));
            }
        }
        finally
        {
            if (isFirst)
                _inProgress.TryRemove((key.KeyId, network), out _);
        }
    }

    /// <summary>Delays the response to an unknown id by about the time that bcrypt takes on an idle server, so that the time does not show
    /// whether an id exists.</summary>
    public async Task<KeyAttempt> DelayUnknownAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (CountAttempt("", Client.Networks(address)) is { } retryAfter)
            return new(RetryAfter: retryAfter);
        try
        {
            if (Interlocked.Increment(ref _delayed) > MaxDelayed)
                return new(RetryAfter: QueueRetryAfter);
            var startedAt = Stopwatch.GetTimestamp();
            var duration = Volatile.Read(ref _duration) is > 0 and var ticks
                ? new(ticks)
                : await _firstDuration.Value.WaitAsync(cancellationToken);
            // The system clock measures the time, because the duration of bcrypt is measured by it too.
            var remaining = (duration < MaxDelay ? duration : MaxDelay) - Stopwatch.GetElapsedTime(startedAt);
            if (remaining > TimeSpan.Zero)
                await Task.Delay(remaining, cancellationToken);
            return default;
        }
        finally
        {
            Interlocked.Decrement(ref _delayed);
        }
    }

    private static async Task<TimeSpan> MeasureAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        await BcryptHasher.RunAsync(() => BCrypt.Net.BCrypt.HashPassword("no key's secret"), LowPriority);
        return Stopwatch.GetElapsedTime(startedAt);
    }

    private async Task<bool> CompareAsync(string secret, string hash, string network, int priority)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var isCorrect = await BcryptHasher.RunAsync(() => BCrypt.Net.BCrypt.Verify(secret, hash), priority);
        Volatile.Write(ref _duration, Stopwatch.GetElapsedTime(startedAt).Ticks);
        if (!isCorrect)
            _suspects.Add(network, network);
        return isCorrect;
    }

    private bool IsSuspect(string network) => _suspects.Find(network) is not null;

    /// <summary>Counts an attempt of the networks.</summary>
    /// <returns>The time until the next attempt is permitted; null if this attempt is permitted.</returns>
    private TimeSpan? CountAttempt(string keyId, IReadOnlyList<string> networks)
    {
        foreach (var (buckets, network) in _buckets.Zip(networks))
        {
            if (buckets.Take($"{keyId} {network}") is { } retryAfter)
                return retryAfter;
        }
        return null;
    }
}

/// <summary>The result of an attempt. A refusal is a value and not an exception, because exceptions would be the largest cost of a
/// thousand refusals a second.</summary>
/// <param name="IsCorrect">Whether the secret is correct.</param>
/// <param name="RetryAfter">Time until the next attempt is permitted; null if the attempt was not refused. The response to a refusal has
/// the status 429.</param>
internal readonly record struct KeyAttempt(bool IsCorrect = false, TimeSpan? RetryAfter = null);
