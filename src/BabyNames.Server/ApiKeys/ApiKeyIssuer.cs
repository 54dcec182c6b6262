using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.Errors;

namespace BabyNames.Server.ApiKeys;

/// <summary>Creates and ends keys. The text of a key is returned once and not stored.</summary>
internal sealed class ApiKeyIssuer(ApiKeyStore store, TimeProvider clock, ILogger<ApiKeyIssuer> logger)
{
    private const int LongestName = 100;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(90);

    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <exception cref="InvalidInputException">The name is invalid, or the end is in the past.</exception>
    public async Task<IssuedApiKey> CreateAsync(string name, string role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        FreeText.Check(name, "The key's name", LongestName);
        if (expiresAt is { } end)
            CheckEnd(end);
        var key = ApiKey.Create();
        var facts = await store.AddAsync(new(key.KeyId, name, role, Hash(key), expiresAt), cancellationToken);
        logger.KeyCreated(facts.KeyId, facts.Name, facts.Role);
        return new(key.ToString(), facts);
    }

    /// <summary>Creates a key that replaces another one. Both are usable during the overlap.</summary>
    /// <param name="expiresAt">End of the new key; null for the end of the old one.</param>
    /// <exception cref="InvalidInputException">The overlap is negative or longer than 90 days, or the end is in the past.</exception>
    /// <exception cref="ApiKeyNotFoundException">There is no usable key with this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
    public async Task<IssuedApiKey> RotateAsync(
        string keyId,
        TimeSpan overlap,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    )
    {
        if (expiresAt is { } end)
            CheckEnd(end);
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            throw new InvalidInputException($"The overlap must be 0 to {LongestOverlap.TotalHours:N0} hours.");
        var key = ApiKey.Create();
        // Before the transaction, which blocks other changes of keys.
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

    /// <summary>Ends a key at a later time.</summary>
    /// <exception cref="InvalidInputException">The time is in the past.</exception>
    /// <exception cref="ApiKeyNotFoundException">There is no usable key with this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
    public Task<ApiKeyFacts> ExpireAsync(string keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        CheckEnd(at);
        return EndAsync(keyId, at, cancellationToken);
    }

    /// <summary>Revokes a key, on all servers within a second.</summary>
    /// <exception cref="ApiKeyNotFoundException">There is no usable key with this id.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
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

    private void CheckEnd(DateTimeOffset end)
    {
        if (end <= clock.GetUtcNow())
            throw new InvalidInputException("The key would have expired already; give a moment to come, or revoke it.");
    }

    /// <summary>Hashes the secret only, because bcrypt reads 72 bytes.</summary>
    private static string Hash(ApiKey key) => BCrypt.Net.BCrypt.HashPassword(key.Secret);
}

/// <param name="Text">The text of the key.</param>
internal sealed record IssuedApiKey(string Text, ApiKeyFacts Facts)
{
    /// <summary>Without the secret, for logs.</summary>
    public override string ToString() => Facts.KeyId;
}
