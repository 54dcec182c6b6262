namespace BabyNames.Data.ApiKeys;

/// <summary>What the database knows of a key. The hash stays on the server.</summary>
/// <param name="Hash">bcrypt of the secret part.</param>
public sealed record StoredApiKey(string KeyId, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt);
