using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Data.ApiKeys;
using BabyNames.Queries.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace BabyNames.Server.Access;

/// <summary>Verifies keys. bcrypt takes 0.2 s by design, so a verified key is cached. The cache contains an HMAC of the key instead of
/// its text.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, ApiKeyLookup lookup, ApiKeyAttempts attempts, ApiKeyUsage usage, TimeProvider clock)
    : IDisposable
{
    private const int MaxCachedKeys = 10_000;

    /// <summary>Time after which an unused key is removed from the cache.</summary>
    private static readonly TimeSpan CacheExpiration = TimeSpan.FromHours(1);

    /// <summary>Maximum age of a row while the server is notified of changes.</summary>
    private static readonly TimeSpan RowMaxAge = TimeSpan.FromMinutes(1);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = MaxCachedKeys });
    private readonly ConcurrentDictionary<(string Fingerprint, string Network), Lazy<Task<Verification>>> _verifying = new();

    private long _notifiedSince = long.MaxValue;
    private int _invalidations;

    /// <summary>Verifies the text of a key.</summary>
    /// <param name="address">Address of the client.</param>
    public async Task<KeyVerification> VerifyAsync(string text, IPAddress? address, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(text) is not { } key)
            return default;
        var fingerprint = HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text));
        var (verified, retryAfter) = FindCached(key.KeyId, fingerprint) is { } known
            ? new(await RefreshAsync(key.KeyId, known, cancellationToken))
            : await VerifyUncachedAsync(key, fingerprint, address, cancellationToken);
        if (verified is null || verified.Key.ExpiresAt <= clock.GetUtcNow())
            return new(RetryAfter: retryAfter);
        usage.Add(key.KeyId);
        return new(verified.Key);
    }

    /// <summary>Removes a changed key from the cache, so that its row is read again before the next use.</summary>
    public void Invalidate(string keyId)
    {
        Interlocked.Increment(ref _invalidations);
        _verified.Remove(keyId);
    }

    /// <summary>Sets whether the server is notified of changed keys. While it is not notified, the row of a key is read for each
    /// request.</summary>
    public void SetNotified(bool isNotified) => Volatile.Write(ref _notifiedSince, isNotified ? clock.GetTimestamp() : long.MaxValue);

    public void Dispose() => _verified.Dispose();

    /// <summary>Reads the row of a cached key again if it is outdated. bcrypt is not needed if the hash is the same as before.</summary>
    /// <returns>Null if the key is no longer valid.</returns>
    private async Task<Verified?> RefreshAsync(string keyId, Verified known, CancellationToken cancellationToken)
    {
        if (known.ReadAt >= Volatile.Read(ref _notifiedSince) && clock.GetElapsedTime(known.ReadAt) < RowMaxAge)
            return known;
        try
        {
            var (stored, readAt) = await ReadAsync(store.FindAsync, keyId, cancellationToken);
            if (stored is not null && stored.Hash == known.Key.Hash)
                return Cache(known with { Key = stored, ReadAt = readAt });
            _verified.Remove(keyId);
            return null;
        }
        catch (Exception exception) when (PostgresErrors.IsOutage(exception) && clock.GetElapsedTime(known.ReadAt) < RowMaxAge)
        {
            // A standby may still answer the request. No key can be revoked while the primary is lost, except behind a lost network.
            return known;
        }
    }

    private async Task<Verification> VerifyUncachedAsync(
        ApiKey key,
        byte[] fingerprint,
        IPAddress? address,
        CancellationToken cancellationToken
    )
    {
        var invalidations = Volatile.Read(ref _invalidations);
        var (stored, readAt) = await ReadAsync(lookup.FindAsync, key.KeyId, cancellationToken);
        if (stored is null)
            return new(RetryAfter: (await attempts.DelayUnknownAsync(address, cancellationToken)).RetryAfter);
        // Concurrent requests of a network with the same key are one attempt.
        var attempt = (Convert.ToHexString(fingerprint), Client.Networks(address)[^1]);
        async Task<Verification> VerifyOnceAsync()
        {
            try
            {
                return await VerifyAsync(key, new(fingerprint, stored, readAt), invalidations, address);
            }
            finally
            {
                _verifying.TryRemove(attempt, out _);
            }
        }

        return await _verifying.GetOrAdd(attempt, _ => new(VerifyOnceAsync)).Value.WaitAsync(cancellationToken);
    }

    /// <summary>Runs bcrypt, and caches the key if its secret is correct.</summary>
    /// <param name="invalidations">Number of invalidations before the row was read.</param>
    private async Task<Verification> VerifyAsync(ApiKey key, Verified candidate, int invalidations, IPAddress? address)
    {
        var attempt = await attempts.VerifyAsync(
            key,
            candidate.Key.Hash,
            address,
            () => FindCached(key.KeyId, candidate.Fingerprint)?.Key.Hash == candidate.Key.Hash
        );
        if (!attempt.IsCorrect)
            return new(RetryAfter: attempt.RetryAfter);
        Cache(candidate);
        // The key may have been revoked during bcrypt, before it was in the cache. Later changes remove it from the cache.
        var isUnchanged = invalidations == Volatile.Read(ref _invalidations);
        return new(
            await RefreshAsync(key.KeyId, isUnchanged ? candidate : candidate with { ReadAt = long.MinValue }, CancellationToken.None)
        );
    }

    private Verified? FindCached(string keyId, byte[] fingerprint) =>
        _verified.TryGetValue(keyId, out Verified? known) && CryptographicOperations.FixedTimeEquals(known!.Fingerprint, fingerprint)
            ? known
            : null;

    /// <summary>Reads the row of a key.</summary>
    /// <returns>The row, and the timestamp before the query. The timestamp is <see cref="long.MinValue"/> if a key changed during the
    /// query, because it may be this key.</returns>
    private async Task<(StoredApiKey? Stored, long ReadAt)> ReadAsync(
        Func<string, CancellationToken, Task<StoredApiKey?>> find,
        string keyId,
        CancellationToken cancellationToken
    )
    {
        var (invalidations, readAt) = (Volatile.Read(ref _invalidations), clock.GetTimestamp());
        var stored = await find(keyId, cancellationToken);
        return (stored, invalidations == Volatile.Read(ref _invalidations) ? readAt : long.MinValue);
    }

    private Verified Cache(Verified verified) =>
        _verified.Set(verified.Key.KeyId, verified, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = CacheExpiration });

    /// <param name="Fingerprint">HMAC of the whole key.</param>
    /// <param name="ReadAt">Timestamp of reading the row.</param>
    private sealed record Verified(byte[] Fingerprint, StoredApiKey Key, long ReadAt);

    /// <param name="Verified">The key; null if it is invalid or was not verified.</param>
    /// <param name="RetryAfter">Time until the next attempt is permitted; null if the attempt was not refused.</param>
    private readonly record struct Verification(Verified? Verified = null, TimeSpan? RetryAfter = null);
}

/// <summary>The result of a verification.</summary>
/// <param name="Key">The key; null if it is invalid or was not verified.</param>
/// <param name="RetryAfter">Time until the next attempt is permitted. It is null unless the key was not verified because of too many
/// attempts; then the response has the status 429.</param>
internal readonly record struct KeyVerification(StoredApiKey? Key = null, TimeSpan? RetryAfter = null);
