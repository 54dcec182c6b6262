namespace BabyNames.Data.ApiKeys;

/// <summary>The data of an API key that admins may read. It does not include the hash of the secret.</summary>
/// <param name="KeyId">The public id, 12 characters.</param>
/// <param name="LastUsedAt">Time of the last use, stored at most once a minute. Null if the key was never used.</param>
public sealed record ApiKeyFacts(
    string KeyId,
    string Name,
    string Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
);
