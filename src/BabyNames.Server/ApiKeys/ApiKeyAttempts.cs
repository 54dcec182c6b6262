using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace BabyNames.Server.ApiKeys;

/// <summary>Bounds what texts that may be keys can make the server do: bcrypt is slow by design, and whoever sends it texts at
/// will would have all processors. A key that was verified before passes by here.</summary>
internal sealed class ApiKeyAttempts(AccessOptions options) : IDisposable
{
    private const int MostWaiting = 100;

    private readonly PartitionedRateLimiter<IPAddress> _ofAddress =
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ => Bucket(options)));

    private readonly PartitionedRateLimiter<string> _ofKey =
        PartitionedRateLimiter.Create<string, string>(keyId => RateLimitPartition.GetTokenBucketLimiter(keyId, _ => Bucket(options)));

    /// <summary>Half of the processors go on with what is not bcrypt.</summary>
    private readonly ConcurrencyLimiter _atOnce = new(new() { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = MostWaiting });

    /// <summary>Takes a turn, to be given back.</summary>
    /// <exception cref="TooManyAttemptsException">None is free soon.</exception>
    public async Task<IDisposable> BeginAsync(string keyId, IPAddress? address, CancellationToken cancellationToken)
    {
        using var ofAddress = _ofAddress.AttemptAcquire(Network(address));
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

    private static TokenBucketRateLimiterOptions Bucket(AccessOptions options) => new()
    {
        TokenLimit = options.Attempts,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = options.AttemptEvery,
        QueueLimit = 0,
    };

    /// <summary>Of version 6 whoever has one address has 2^64 of them.</summary>
    private static IPAddress Network(IPAddress? address)
    {
        const int ofNetwork = 8;
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
            return address?.MapToIPv4() ?? IPAddress.None;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(ofNetwork).Clear();
        return new(bytes);
    }
}

/// <summary>To be answered with 429.</summary>
/// <param name="retryAfter">When to try again.</param>
internal sealed class TooManyAttemptsException(TimeSpan retryAfter) : Exception("Too many keys that are not valid.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
