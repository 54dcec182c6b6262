using BabyNames.Data.ApiKeys;

namespace BabyNames.Server.ApiKeys;

/// <summary>Makes keys. The text is returned once and kept nowhere.</summary>
internal sealed class ApiKeyIssuer(ApiKeyStore store)
{
    public async Task<ApiKey> CreateAsync(string name, string role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var key = ApiKey.Create();
        // The secret alone, for bcrypt sees no more than 72 bytes.
        await store.AddAsync(new(key.KeyId, name, role, BCrypt.Net.BCrypt.HashPassword(key.Secret), expiresAt), cancellationToken);
        return key;
    }
}
