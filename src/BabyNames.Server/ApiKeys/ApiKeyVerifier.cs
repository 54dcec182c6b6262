using System.Net;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Data.ApiKeys;
using Microsoft.Extensions.Caching.Memory;

namespace BabyNames.Server.ApiKeys;

/// <summary>Tells whose key a text is. bcrypt takes 0.2 s by design, so a key is verified with it once and remembered by a keyed
/// hash: memory holds no key.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, ApiKeyAttempts attempts, ApiKeyUsage usage, TimeProvider clock) : IDisposable
{
    private const int KeysRemembered = 10_000;

    /// <summary>Without being used.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>How long what the row said counts, while every change of a key is heard of.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Compared for ids that do not exist, so that an answer's time does not tell which do.</summary>
    private static readonly string NoHash = BCrypt.Net.BCrypt.HashPassword("no such key");

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = KeysRemembered });

    private long _hearsSince = long.MaxValue;
    private int _forgotten;

    /// <param name="address">Of the client.</param>
    /// <exception cref="TooManyAttemptsException">Too many texts that were no keys came from there, or named this key.</exception>
    public async Task<StoredApiKey?> VerifyAsync(string text, IPAddress? address, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(text) is not { } key)
            return null;
        var fingerprint = HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text));
        var verified = _verified.TryGetValue(key.KeyId, out Verified? known) && CryptographicOperations.FixedTimeEquals(known!.Fingerprint, fingerprint)
            ? await RefreshedAsync(key.KeyId, known, cancellationToken)
            : await FirstAsync(key, fingerprint, address, cancellationToken);
        if (verified is null || verified.Key.ExpiresAt <= clock.GetUtcNow())
            return null;
        usage.Add(key.KeyId);
        return verified.Key;
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
        var (stored, readAt) = await ReadAsync(keyId, cancellationToken);
        if (stored is not null && stored.Hash == known.Key.Hash)
            return Remember(known with { Key = stored, ReadAt = readAt });
        _verified.Remove(keyId);
        return null;
    }

    private async Task<Verified?> FirstAsync(ApiKey key, byte[] fingerprint, IPAddress? address, CancellationToken cancellationToken)
    {
        using var turn = await attempts.BeginAsync(key.KeyId, address, cancellationToken);
        var (stored, readAt) = await ReadAsync(key.KeyId, cancellationToken);
        return await SlowHash.VerifyAsync(key.Secret, stored?.Hash ?? NoHash) && stored is not null
            ? Remember(new(fingerprint, stored, readAt))
            : null;
    }

    /// <returns>When the row was read: at no time that counts if a key changed meanwhile, which may be this one.</returns>
    private async Task<(StoredApiKey? Stored, long ReadAt)> ReadAsync(string keyId, CancellationToken cancellationToken)
    {
        var (forgotten, readAt) = (Volatile.Read(ref _forgotten), clock.GetTimestamp());
        var stored = await store.FindAsync(keyId, cancellationToken);
        return (stored, forgotten == Volatile.Read(ref _forgotten) ? readAt : long.MinValue);
    }

    private Verified Remember(Verified verified) =>
        _verified.Set(verified.Key.KeyId, verified, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });

    /// <param name="Fingerprint">Of the whole key.</param>
    /// <param name="ReadAt">When its row was read.</param>
    private sealed record Verified(byte[] Fingerprint, StoredApiKey Key, long ReadAt);
}
