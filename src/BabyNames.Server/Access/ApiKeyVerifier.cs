using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Data.ApiKeys;
using BabyNames.Server.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace BabyNames.Server.Access;

/// <summary>Tells whose key a text is. bcrypt takes 0.2 s by design, so a key is verified with it once and remembered by a keyed
/// hash: memory holds no key.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, ApiKeyLookup lookup, ApiKeyAttempts attempts, ApiKeyUsage usage, TimeProvider clock) : IDisposable
{
    private const int KeysRemembered = 10_000;

    /// <summary>Without being used.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How long what the row said counts, while every change of a key is heard of.</summary>
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

    /// <summary>Its row is read before it is believed again.</summary>
    public void Forget(string keyId)
    {
        Interlocked.Increment(ref _forgotten);
        _verified.Remove(keyId);
    }

    /// <summary>Whether from now on changes of keys are heard of. While not, the row of a key is read for each request.</summary>
    public void Hears(bool ofChanges) => Volatile.Write(ref _hearsSince, ofChanges ? clock.GetTimestamp() : long.MaxValue);

    public void Dispose() => _verified.Dispose();

    /// <summary>The row again when what it said is old. bcrypt need not run: the secret is the one that was compared with this hash.</summary>
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
        // Requests that bring the same key at the same time are one attempt.
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

    /// <param name="changes">Of any key, before the row was read.</param>
    private async Task<First> VerifyAsync(ApiKey key, Verified candidate, int changes, IPAddress? address)
    {
        var attempt = await attempts.VerifyAsync(
            key, candidate.Key.Hash, address, () => Known(key.KeyId, candidate.Fingerprint)?.Key.Hash == candidate.Key.Hash);
        if (!attempt.IsRight)
            return new(RetryAfter: attempt.RetryAfter);
        Remember(candidate);
        // It may have been revoked while it waited. A change from here on has it forgotten.
        var isAsRead = changes == Volatile.Read(ref _forgotten);
        return new(await RefreshedAsync(key.KeyId, isAsRead ? candidate : candidate with { ReadAt = long.MinValue }, CancellationToken.None));
    }

    private Verified? Known(string keyId, byte[] fingerprint) =>
        _verified.TryGetValue(keyId, out Verified? known) && CryptographicOperations.FixedTimeEquals(known!.Fingerprint, fingerprint) ? known : null;

    /// <returns>When the row was read: at no time that counts if a key changed meanwhile, which may be this one.</returns>
    private async Task<(StoredApiKey? Stored, long ReadAt)> ReadAsync(
        Func<string, CancellationToken, Task<StoredApiKey?>> find, string keyId, CancellationToken cancellationToken)
    {
        var (forgotten, readAt) = (Volatile.Read(ref _forgotten), clock.GetTimestamp());
        var stored = await find(keyId, cancellationToken);
        return (stored, forgotten == Volatile.Read(ref _forgotten) ? readAt : long.MinValue);
    }

    private Verified Remember(Verified verified) =>
        _verified.Set(verified.Key.KeyId, verified, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });

    /// <param name="Fingerprint">Of the whole key.</param>
    /// <param name="ReadAt">When its row was read.</param>
    private sealed record Verified(byte[] Fingerprint, StoredApiKey Key, long ReadAt);

    /// <param name="RetryAfter">Set if the attempt was refused.</param>
    private readonly record struct First(Verified? Verified = null, TimeSpan? RetryAfter = null);
}

/// <summary>Whose key a text is.</summary>
/// <param name="Key">Null if it is nobody's, or was not compared.</param>
/// <param name="RetryAfter">Set if it was not compared: too many texts that were no keys came from there, or named this key. To be answered
/// with 429.</param>
internal readonly record struct KeyVerification(StoredApiKey? Key = null, TimeSpan? RetryAfter = null);
