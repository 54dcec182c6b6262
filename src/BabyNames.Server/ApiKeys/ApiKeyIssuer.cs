using BabyNames.Data.ApiKeys;
using BabyNames.Server.Access;
using BabyNames.Server.Errors;

namespace BabyNames.Server.ApiKeys;

/// <summary>Makes keys and ends them. A key's text is returned once and kept nowhere.</summary>
internal sealed class ApiKeyIssuer(ApiKeyStore store, TimeProvider clock, ILogger<ApiKeyIssuer> logger)
{
    private const int LongestName = 100;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(90);

    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <exception cref="InvalidInputException">No name that can be shown, or an end that has passed.</exception>
    public async Task<IssuedApiKey> CreateAsync(string name, string role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        FreeText.Check(name, "The key's name", LongestName);
        if (expiresAt is { } end)
            CheckEnd(end);
        var key = ApiKey.Create();
        var facts = await store.AddAsync(new(key.KeyId, name, role, Hash(key), expiresAt), cancellationToken);
        logger.LogInformation("Key {Key} ({Name}, {Role}) made", facts.KeyId, facts.Name, facts.Role);
        return new(key.ToString(), facts);
    }

    /// <summary>Makes a key in another one's place; both work for a while, so that nobody is shut out meanwhile.</summary>
    /// <param name="expiresAt">When the new key ends. Null for the old key's end as it was.</param>
    /// <exception cref="InvalidInputException">An overlap below 0 or beyond 90 days, or an end that has passed.</exception>
    /// <exception cref="ApiKeyNotFoundException">No usable key.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
    public async Task<IssuedApiKey> RotateAsync(string keyId, TimeSpan overlap, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (expiresAt is { } end)
            CheckEnd(end);
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            throw new InvalidInputException($"The overlap must be 0 to {LongestOverlap.TotalHours:N0} hours.");
        var key = ApiKey.Create();
        // Before the transaction, which keeps other acts on keys waiting.
        var hash = Hash(key);
        var (added, isLastAdmin) = await store.RotateAsync(
            keyId, clock.GetUtcNow() + overlap, old => new(key.KeyId, old.Name, old.Role, hash, expiresAt ?? old.ExpiresAt), cancellationToken);
        if (isLastAdmin)
            throw new LastAdminKeyException(keyId);
        var facts = added ?? throw new ApiKeyNotFoundException(keyId);
        logger.LogInformation("Key {Key} took the place of {Old}, which ends in {Hours} hours", facts.KeyId, keyId, overlap.TotalHours);
        return new(key.ToString(), facts);
    }

    /// <summary>Ends a key at a moment to come.</summary>
    /// <exception cref="InvalidInputException">A moment that has passed.</exception>
    /// <exception cref="ApiKeyNotFoundException">No usable key.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
    public Task<ApiKeyFacts> ExpireAsync(string keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        CheckEnd(at);
        return EndAsync(keyId, at, cancellationToken);
    }

    /// <summary>Ends a key at once, in all servers within a second.</summary>
    /// <exception cref="ApiKeyNotFoundException">No usable key.</exception>
    /// <exception cref="LastAdminKeyException">No admin key without an end would remain.</exception>
    public Task<ApiKeyFacts> RevokeAsync(string keyId, CancellationToken cancellationToken) => EndAsync(keyId, at: null, cancellationToken);

    private async Task<ApiKeyFacts> EndAsync(string keyId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var (ended, isLastAdmin) = await store.EndAsync(keyId, at, cancellationToken);
        if (isLastAdmin)
            throw new LastAdminKeyException(keyId);
        logger.LogInformation("Key {Key} ends {When}", keyId, at is null ? "now" : $"at {at:u}");
        return ended ?? throw new ApiKeyNotFoundException(keyId);
    }

    private void CheckEnd(DateTimeOffset end)
    {
        if (end <= clock.GetUtcNow())
            throw new InvalidInputException("The key would have expired already; give a moment to come, or revoke it.");
    }

    /// <summary>Of the secret alone, for bcrypt sees no more than 72 bytes.</summary>
    private static string Hash(ApiKey key) => BCrypt.Net.BCrypt.HashPassword(key.Secret);
}

/// <param name="Text">The key itself, for its owner.</param>
internal sealed record IssuedApiKey(string Text, ApiKeyFacts Facts)
{
    /// <summary>Fit to be logged.</summary>
    public override string ToString() => Facts.KeyId;
}
