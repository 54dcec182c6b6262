namespace BabyNames.Data.ApiKeys;

/// <summary>A key as it is stored. The hash is never sent to clients.</summary>
/// <param name="Hash">bcrypt of the secret part.</param>
public sealed record StoredApiKey(string KeyId, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt);
