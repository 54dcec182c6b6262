using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.ApiKeys;

/// <summary>Reads and writes <c>api_keys</c> with the role <c>api_writer</c>, the only one that may read the hashes.</summary>
public sealed class ApiKeyStore(Databases databases)
{
    private const string IsUsable = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > NOW())";
    private const string Columns = "key_id, name, role, created_at, expires_at, last_used_at, revoked_at";

    /// <summary>Returns the key with this public id; null if it is revoked or expired.</summary>
    public async Task<StoredApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var found = await FindAsync([keyId], cancellationToken);
        return found.GetValueOrDefault(keyId);
    }

    /// <summary>Returns the usable keys with these public ids, by id.</summary>
    public async Task<IReadOnlyDictionary<string, StoredApiKey>> FindAsync(
        IReadOnlyCollection<string> keyIds,
        CancellationToken cancellationToken
    )
    {
        await using var command = databases.Writer.CreateCommand(
            $"SELECT key_id, name, role, key_hash, expires_at FROM api_keys WHERE key_id = ANY($1) AND {IsUsable}"
        );
        command.Parameters.Add(new() { Value = keyIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new Dictionary<string, StoredApiKey>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(
                reader.GetString(0),
                new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), ReadTime(reader, 4))
            );
        return keys;
    }

    /// <summary>Returns the newest keys, including revoked and expired ones. The newest key is first.</summary>
    /// <param name="limit">Maximum number of keys.</param>
    public async Task<IReadOnlyList<ApiKeyFacts>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            $"SELECT {Columns} FROM api_keys ORDER BY created_at DESC, key_id LIMIT $1"
        );
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKeyFacts>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(ReadFacts(reader));
        return keys;
    }

    /// <summary>Returns the usable keys that end and that no other key replaces, the first one to end first. A key replaces another one if
    /// it has the same name and role and ends later or never, as after a rotation.</summary>
    /// <param name="limit">Maximum number of keys.</param>
    public async Task<IReadOnlyList<ApiKeyFacts>> ListEndingAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            $"""
            SELECT {Columns} FROM api_keys AS k WHERE expires_at IS NOT NULL AND {IsUsable} AND NOT EXISTS (
                SELECT FROM api_keys AS n WHERE n.name = k.name AND n.role = k.role AND n.revoked_at IS NULL
                    AND (n.expires_at IS NULL OR n.expires_at > k.expires_at)
            )
            ORDER BY expires_at, key_id LIMIT $1
            """
        );
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKeyFacts>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(ReadFacts(reader));
        return keys;
    }

    /// <summary>Adds a key.</summary>
    /// <exception cref="PostgresException">The database has a key with this public id (unique violation).</exception>
    public async Task<ApiKeyFacts> AddAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        return await AddAsync(connection, key, cancellationToken);
    }

    /// <summary>Adds a key that replaces another key. The old key remains usable until <paramref name="until"/> at the latest.</summary>
    /// <param name="create">Creates the new key from the old one.</param>
    /// <returns>The new key. It is null if no usable key has this id, or if no admin key without an expiry would remain.</returns>
    public async Task<(ApiKeyFacts? Key, bool IsLastAdmin)> RotateAsync(
        string keyId,
        DateTimeOffset until,
        Func<ApiKeyFacts, StoredApiKey> create,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        if (await FindUsableAsync(connection, keyId, cancellationToken) is not { } old)
            return (null, false);
        var added = await AddAsync(connection, create(old), cancellationToken);
        await EndAsync(connection, "expires_at = LEAST(expires_at, $2)", keyId, until, cancellationToken);
        if (await LeavesNoAdminAsync(connection, old, cancellationToken))
            return (null, true);
        await transaction.CommitAsync(cancellationToken);
        return (added, false);
    }

    /// <summary>Revokes a key now, or lets it expire at a later time. Changes nothing if no admin key without an expiry would
    /// remain.</summary>
    /// <param name="at">Time at which the key expires. Null to revoke it now.</param>
    /// <returns>The changed key. It is null if no usable key has this id, or if no admin key without an expiry would remain.</returns>
    public async Task<(ApiKeyFacts? Key, bool IsLastAdmin)> EndAsync(string keyId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        var ended = await EndAsync(
            connection,
            at is null ? "revoked_at = LEAST(NOW(), $2)" : "expires_at = $2",
            keyId,
            at ?? DateTimeOffset.MaxValue,
            cancellationToken
        );
        if (ended is not null && await LeavesNoAdminAsync(connection, ended, cancellationToken))
            return (null, true);
        await transaction.CommitAsync(cancellationToken);
        return (ended, false);
    }

    /// <summary>Stores when keys were last used. A key is updated at most once a minute.</summary>
    /// <param name="used">Times of the last use by public id.</param>
    public async Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> used, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            UPDATE api_keys k SET last_used_at = u.used_at FROM UNNEST($1::TEXT[], $2::TIMESTAMPTZ[]) AS u(key_id, used_at)
            WHERE k.key_id = u.key_id AND (k.last_used_at IS NULL OR k.last_used_at < u.used_at - INTERVAL '1 minute')
            """
        );
        command.Parameters.Add(new() { Value = used.Keys.ToArray() });
        command.Parameters.Add(new() { Value = used.Values.Select(time => time.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether a usable admin key exists.</summary>
    public async Task<bool> HasAdminAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            $"SELECT EXISTS (SELECT FROM api_keys WHERE role = 'admin' AND {IsUsable})"
        );
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Serializes revocations and expiries, because two admins could concurrently revoke each other's key.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('babynames.api_keys', 0))", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether no admin key without an expiry remains. A key with an expiry does not count, because admins may not notice when
    /// it expires.</summary>
    /// <param name="changed">The key that this transaction changed. A change of a viewer key does not affect admins.</param>
    private static async Task<bool> LeavesNoAdminAsync(
        NpgsqlConnection connection,
        ApiKeyFacts changed,
        CancellationToken cancellationToken
    )
    {
        if (changed.Role != "admin")
            return false;
        await using var command = new NpgsqlCommand(
            "SELECT NOT EXISTS (SELECT FROM api_keys WHERE role = 'admin' AND revoked_at IS NULL AND expires_at IS NULL)",
            connection
        );
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<ApiKeyFacts?> FindUsableAsync(NpgsqlConnection connection, string keyId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM api_keys WHERE key_id = $1 AND {IsUsable}", connection);
        command.Parameters.Add(new() { Value = keyId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadFacts(reader) : null;
    }

    private static async Task<ApiKeyFacts> AddAsync(NpgsqlConnection connection, StoredApiKey key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO api_keys (key_id, name, role, key_hash, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING {Columns}",
            connection
        );
        command.Parameters.Add(new() { Value = key.KeyId });
        command.Parameters.Add(new() { Value = key.Name });
        command.Parameters.Add(new() { Value = key.Role });
        command.Parameters.Add(new() { Value = key.Hash });
        command.Parameters.Add(
            new() { Value = (object?)key.ExpiresAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ReadFacts(reader);
    }

    private static async Task<ApiKeyFacts?> EndAsync(
        NpgsqlConnection connection,
        string change,
        string keyId,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"UPDATE api_keys SET {change} WHERE key_id = $1 AND {IsUsable} RETURNING {Columns}",
            connection
        );
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = at.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadFacts(reader) : null;
    }

    private static ApiKeyFacts ReadFacts(NpgsqlDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetString(1),
            reader.GetString(2),
            ReadTime(reader, 3)!.Value,
            ReadTime(reader, 4),
            ReadTime(reader, 5),
            ReadTime(reader, 6)
        );

    private static DateTimeOffset? ReadTime(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
