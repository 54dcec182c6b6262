using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace BabyNames.Server.Access;

/// <summary>Verifies keys. bcrypt takes 0.2 s by design, so each key is verified once and then cached by a keyed hash; no key is
/// kept in memory.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, ApiKeyLookup lookup, ApiKeyAttempts attempts, ApiKeyUsage usage, TimeProvider clock)
    : IDisposable
{
    private const int KeysRemembered = 10_000;

    /// <summary>Time after which an unused key leaves the cache.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How long a row is valid while the server is notified of every change.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = KeysRemembered });
    private readonly ConcurrentDictionary<(string Fingerprint, string Network), Lazy<Task<First>>> _verifying = new();

    private long _hearsSince = long.MaxValue;
    private int _forgotten;

    /// <param name="address">Of the client.</param>
    public async Task<KeyVerification> VerifyAsync(string text, IPAddress? address, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(text) is not { } key)
            return default;
        var fingerprint = HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text));
        var (verified, retryAfter) = Known(key.KeyId, fingerprint) is { } known
            ? new(await RefreshedAsync(key.KeyId, known, cancellationToken))
            : await FirstAsync(key, fingerprint, address, cancellationToken);
        if (verified is null || verified.Key.ExpiresAt <= clock.GetUtcNow())
            return new(RetryAfter: retryAfter);
        usage.Add(key.KeyId);
        return new(verified.Key);
    }

    /// <summary>Reads the row of the key again before its next use.</summary>
    public void Forget(string keyId)
    {
        Interlocked.Increment(ref _forgotten);
        _verified.Remove(keyId);
    }

    /// <summary>Sets whether the server is notified of changed keys. While it is not, the row of a key is read for each request.</summary>
    public void Hears(bool ofChanges) => Volatile.Write(ref _hearsSince, ofChanges ? clock.GetTimestamp() : long.MaxValue);

    public void Dispose() => _verified.Dispose();

    /// <summary>Reads an outdated row again. bcrypt need not run, because the secret was compared with the same hash before.</summary>
    private async Task<Verified?> RefreshedAsync(string keyId, Verified known, CancellationToken cancellationToken)
    {
        if (known.ReadAt >= Volatile.Read(ref _hearsSince) && clock.GetElapsedTime(known.ReadAt) < Fresh)
            return known;
        var (stored, readAt) = await ReadAsync(store.FindAsync, keyId, cancellationToken);
        if (stored is not null && stored.Hash == known.Key.Hash)
            return Remember(known with { Key = stored, ReadAt = readAt });
        _verified.Remove(keyId);
        return null;
    }

    private async Task<First> FirstAsync(ApiKey key, byte[] fingerprint, IPAddress? address, CancellationToken cancellationToken)
    {
        var changes = Volatile.Read(ref _forgotten);
        var (stored, readAt) = await ReadAsync(lookup.FindAsync, key.KeyId, cancellationToken);
        if (stored is null)
            return new(RetryAfter: (await attempts.DelayUnknownAsync(address, cancellationToken)).RetryAfter);
        // Concurrent requests with the same key are one attempt.
        var attempt = (Convert.ToHexString(fingerprint), Client.Networks(address)[^1]);
        async Task<First> VerifyAsync()
        {
            try
            {
                return await this.VerifyAsync(key, new(fingerprint, stored, readAt), changes, address);
            }
            finally
            {
                _verifying.TryRemove(attempt, out _);
            }
        }

        return await _verifying.GetOrAdd(attempt, _ => new(VerifyAsync)).Value.WaitAsync(cancellationToken);
    }

    /// <param name="changes">Number of changes of keys before the row was read.</param>
    private async Task<First> VerifyAsync(ApiKey key, Verified candidate, int changes, IPAddress? address)
    {
        var attempt = await attempts.VerifyAsync(
            key,
            candidate.Key.Hash,
            address,
            () => Known(key.KeyId, candidate.Fingerprint)?.Key.Hash == candidate.Key.Hash
        );
        if (!attempt.IsRight)
            return new(RetryAfter: attempt.RetryAfter);
        Remember(candidate);
        // The key may have been revoked in the meantime. Later changes remove it from the cache.
        var isAsRead = changes == Volatile.Read(ref _forgotten);
        return new(
            await RefreshedAsync(key.KeyId, isAsRead ? candidate : candidate with { ReadAt = long.MinValue }, CancellationToken.None)
        );
    }

    private Verified? Known(string keyId, byte[] fingerprint) =>
        _verified.TryGetValue(keyId, out Verified? known) && CryptographicOperations.FixedTimeEquals(known!.Fingerprint, fingerprint)
            ? known
            : null;

    /// <returns>When the row was read; a time in the past if a key changed in the meantime, which may be this one.</returns>
    private async Task<(StoredApiKey? Stored, long ReadAt)> ReadAsync(
        Func<string, CancellationToken, Task<StoredApiKey?>> find,
        string keyId,
        CancellationToken cancellationToken
    )
    {
        var (forgotten, readAt) = (Volatile.Read(ref _forgotten), clock.GetTimestamp());
        var stored = await find(keyId, cancellationToken);
        return (stored, forgotten == Volatile.Read(ref _forgotten) ? readAt : long.MinValue);
    }

    private Verified Remember(Verified verified) =>
        _verified.Set(verified.Key.KeyId, verified, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });

    /// <param name="Fingerprint">Keyed hash of the whole key.</param>
    /// <param name="ReadAt">When its row was read.</param>
    private sealed record Verified(byte[] Fingerprint, StoredApiKey Key, long ReadAt);

    /// <param name="RetryAfter">Set if the attempt was refused.</param>
    private readonly record struct First(Verified? Verified = null, TimeSpan? RetryAfter = null);
}

/// <summary>The result of a verification.</summary>
/// <param name="Key">Null if the key is invalid, or was not verified.</param>
/// <param name="RetryAfter">Set if the key was not verified because of too many attempts; the response is 429.</param>
internal readonly record struct KeyVerification(StoredApiKey? Key = null, TimeSpan? RetryAfter = null);
