namespace BabyNames.Data.ApiKeys;

/// <summary>The data of a key that admins may see: all but the hash of its secret.</summary>
/// <param name="KeyId">The public id, 12 characters.</param>
/// <param name="LastUsedAt">To the minute; null if it was never used.</param>
public sealed record ApiKeyFacts(
    string KeyId,
    string Name,
    string Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
);
