using System.Security.Cryptography;
using System.Text;
using BabyNames.Data.ApiKeys;
using Microsoft.Extensions.Caching.Memory;

namespace BabyNames.Server.ApiKeys;

/// <summary>Tells whose key a text is. bcrypt takes 0.3 s by design, so a verified key is remembered for a minute, by a
/// keyed hash: memory holds no key.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, TimeProvider clock) : IDisposable
{
    private const int KeysRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>Compared for ids that do not exist, so that an answer's time does not tell which do.</summary>
    private static readonly string NoHash = BCrypt.Net.BCrypt.HashPassword("no such key");

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = KeysRemembered });

    /// <summary>As many at once as there are processors: a flood of wrong keys must not take them all for long.</summary>
    private readonly SemaphoreSlim _bcrypt = new(Environment.ProcessorCount);

    /// <summary>Null for a text that is no key, or a key unknown, expired or revoked.</summary>
    public async Task<StoredApiKey?> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        if (ApiKey.Parse(text) is not { } key)
            return null;
        var fingerprint = Convert.ToHexString(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(text)));
        if (_verified.TryGetValue(fingerprint, out StoredApiKey? known))
            return known!.ExpiresAt is { } expiry && expiry <= clock.GetUtcNow() ? null : known;

        var stored = await store.FindAsync(key.KeyId, cancellationToken);
        await _bcrypt.WaitAsync(cancellationToken);
        try
        {
            if (!BCrypt.Net.BCrypt.Verify(key.Secret, stored?.Hash ?? NoHash) || stored is null)
                return null;
        }
        finally
        {
            _bcrypt.Release();
        }
        return _verified.Set(fingerprint, stored, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
    }

    public void Dispose()
    {
        _verified.Dispose();
        _bcrypt.Dispose();
    }
}
