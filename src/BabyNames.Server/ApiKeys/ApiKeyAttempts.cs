using System.Net;
using System.Threading.RateLimiting;
using BabyNames.Server.Limits;

namespace BabyNames.Server.ApiKeys;

/// <summary>Bounds what texts that may be keys can make the server do: bcrypt is slow by design, and whoever sends it texts at
/// will would have all processors. A key that was verified before passes by here.</summary>
internal sealed class ApiKeyAttempts(AccessOptions options) : IDisposable
{
    private const int MostWaiting = 100;

    private readonly PartitionedRateLimiter<string> _ofAddress = Buckets(options);
    private readonly PartitionedRateLimiter<string> _ofKey = Buckets(options);

    /// <summary>Half of the processors go on with what is not bcrypt.</summary>
    private readonly ConcurrencyLimiter _atOnce = new(new() { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = MostWaiting });

    /// <summary>Takes a turn, to be given back.</summary>
    /// <exception cref="TooManyAttemptsException">None is free soon.</exception>
    public async Task<IDisposable> BeginAsync(string keyId, IPAddress? address, CancellationToken cancellationToken)
    {
        using var ofAddress = _ofAddress.AttemptAcquire(Client.Network(address));
        Check(ofAddress);
        using var ofKey = _ofKey.AttemptAcquire(keyId);
        Check(ofKey);
        var turn = await _atOnce.AcquireAsync(1, cancellationToken);
        if (!turn.IsAcquired)
            throw new TooManyAttemptsException(TimeSpan.FromSeconds(1));
        return turn;
    }

    public void Dispose()
    {
        _ofAddress.Dispose();
        _ofKey.Dispose();
        _atOnce.Dispose();
    }

    private static void Check(RateLimitLease lease)
    {
        if (!lease.IsAcquired)
            throw new TooManyAttemptsException(lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : TimeSpan.FromSeconds(1));
    }

    private static PartitionedRateLimiter<string> Buckets(AccessOptions options) => PartitionedRateLimiter.Create<string, string>(
        one => RateLimitPartition.GetTokenBucketLimiter(one, _ => new()
        {
            TokenLimit = options.Attempts,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = options.AttemptEvery,
            QueueLimit = 0,
        }));
}

/// <summary>To be answered with 429.</summary>
/// <param name="retryAfter">When to try again.</param>
internal sealed class TooManyAttemptsException(TimeSpan retryAfter) : Exception("Too many keys that are not valid.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
