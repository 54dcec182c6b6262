namespace BabyNames.Data.ApiKeys;

/// <summary>A stored API key. Clients never receive the hash.</summary>
/// <param name="Hash">bcrypt hash of the secret part.</param>
public sealed record StoredApiKey(string KeyId, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt);
