namespace BabyNames.Data.ApiKeys;

/// <summary>What an admin may know of a key: all but its secret and the hash of it.</summary>
/// <param name="KeyId">The public part, 12 characters.</param>
/// <param name="LastUsedAt">To the minute; null when it never was.</param>
public sealed record ApiKeyFacts(
    string KeyId, string Name, string Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);
