namespace BabyNames.Data.ApiKeys;

/// <summary>What the database knows of a key. The hash stays on the server.</summary>
/// <param name="Hash">bcrypt of the secret part.</param>
public sealed record StoredApiKey(string KeyId, string Name, string Role, string Hash, DateTimeOffset? ExpiresAt);

/// <summary>The table <c>api_keys</c>, by the only role that may read a hash.</summary>
public sealed class ApiKeyStore(Databases databases)
{
    /// <summary>The key with this public id unless it is revoked or expired.</summary>
    public async Task<StoredApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            SELECT key_id, name, role, key_hash, expires_at FROM api_keys
            WHERE key_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > NOW())
            """);
        command.Parameters.Add(new() { Value = keyId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4))
            : null;
    }

    public async Task AddAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "INSERT INTO api_keys (key_id, name, role, key_hash, expires_at) VALUES ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = key.KeyId });
        command.Parameters.Add(new() { Value = key.Name });
        command.Parameters.Add(new() { Value = key.Role });
        command.Parameters.Add(new() { Value = key.Hash });
        command.Parameters.Add(new() { Value = (object?)key.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether any admin key is usable. Without one nobody could upload.</summary>
    public async Task<bool> HasAdminAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            SELECT EXISTS (SELECT FROM api_keys
                WHERE role = 'admin' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > NOW()))
            """);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
