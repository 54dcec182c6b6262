using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.Errors;

namespace BabyNames.Server.ApiKeys;

/// <summary>Creates, rotates, expires and revokes API keys. The text of a key is returned once and not stored.</summary>
internal sealed class ApiKeyIssuer(ApiKeyStore store, TimeProvider clock, ILogger<ApiKeyIssuer> logger)
{
    private const int MaxNameLength = 100;
    private static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(90);

    /// <summary>Creates a key.</summary>
    /// <param name="name">Name of the key's owner.</param>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="expiresAt">Time at which the key expires; null if it does not expire.</param>
    /// <exception cref="InvalidInputException">The name is invalid, or the expiry is in the past.</exception>
    public async Task<IssuedApiKey> CreateAsync(string name, string role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        FreeText.Check(name, "The key's name", MaxNameLength);
        if (expiresAt is { } end)
            CheckExpiry(end);
        var key = ApiKey.Create();
        var facts = await store.AddAsync(new(key.KeyId, name, role, Hash(key), expiresAt), cancellationToken);
        logger.KeyCreated(facts.KeyId, facts.Name, facts.Role);
        return new(key.ToString(), facts);
    }

    /// <summary>Creates a key that replaces another one. Both are usable during the overlap.</summary>
    /// <param name="expiresAt">Expiry of the new key; null for the expiry of the old one.</param>
    /// <exception cref="InvalidInputException">The overlap is negative or longer than 90 days, or the expiry is in the past.</exception>
    /// <exception cref="ApiKeyNotFoundException">No usable key has this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an expiry would remain.</exception>
    public async Task<IssuedApiKey> RotateAsync(
        string keyId,
        TimeSpan overlap,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    )
    {
        if (expiresAt is { } end)
            CheckExpiry(end);
        if (overlap < TimeSpan.Zero || overlap > MaxOverlap)
            throw new InvalidInputException($"The overlap must be 0 to {MaxOverlap.TotalHours:N0} hours.");
        var key = ApiKey.Create();
        // The hash is computed before the transaction, because the transaction blocks other changes of keys.
        var hash = Hash(key);
        var (added, isLastAdmin) = await store.RotateAsync(
            keyId,
            clock.GetUtcNow() + overlap,
            old => new(key.KeyId, old.Name, old.Role, hash, expiresAt ?? old.ExpiresAt),
            cancellationToken
        );
        if (isLastAdmin)
            throw new LastAdminKeyException(keyId);
        var facts = added ?? throw new ApiKeyNotFoundException(keyId);
        logger.KeyReplaced(keyId, facts.KeyId, overlap.TotalHours);
        return new(key.ToString(), facts);
    }

    /// <summary>Sets the time at which a key expires.</summary>
    /// <exception cref="InvalidInputException">The time is in the past.</exception>
    /// <exception cref="ApiKeyNotFoundException">No usable key has this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an expiry would remain.</exception>
    public Task<ApiKeyFacts> ExpireAsync(string keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        CheckExpiry(at);
        return EndAsync(keyId, at, cancellationToken);
    }

    /// <summary>Revokes a key. All servers refuse it within one second.</summary>
    /// <exception cref="ApiKeyNotFoundException">No usable key has this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an expiry would remain.</exception>
    public Task<ApiKeyFacts> RevokeAsync(string keyId, CancellationToken cancellationToken) => EndAsync(keyId, at: null, cancellationToken);

    private async Task<ApiKeyFacts> EndAsync(string keyId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var (ended, isLastAdmin) = await store.EndAsync(keyId, at, cancellationToken);
        if (isLastAdmin)
            throw new LastAdminKeyException(keyId);
        if (ended is null)
            throw new ApiKeyNotFoundException(keyId);
        if (at is { } time)
            logger.KeyExpires(keyId, time);
        else
            logger.KeyRevoked(keyId);
        return ended;
    }

    private void CheckExpiry(DateTimeOffset end)
    {
        if (end <= clock.GetUtcNow())
            throw new InvalidInputException("The expiry is in the past. Give a time in the future, or revoke the key.");
    }

    /// <summary>Hashes only the secret, because bcrypt uses only the first 72 bytes.</summary>
    private static string Hash(ApiKey key) => BCrypt.Net.BCrypt.HashPassword(key.Secret);
}

/// <summary>A new key.</summary>
/// <param name="Text">The text of the key, with its secret.</param>
internal sealed record IssuedApiKey(string Text, ApiKeyFacts Facts)
{
    /// <summary>Returns the public id, so that logs do not contain the secret.</summary>
    public override string ToString() => Facts.KeyId;
}
