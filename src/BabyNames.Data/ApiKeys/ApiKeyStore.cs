using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.ApiKeys;

/// <summary>Reads and writes <c>api_keys</c>, as the only role that may read the hashes.</summary>
public sealed class ApiKeyStore(Databases databases)
{
    private const string Usable = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > NOW())";
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
            $"SELECT key_id, name, role, key_hash, expires_at FROM api_keys WHERE key_id = ANY($1) AND {Usable}"
        );
        command.Parameters.Add(new() { Value = keyIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new Dictionary<string, StoredApiKey>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(
                reader.GetString(0),
                new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Moment(reader, 4))
            );
        return keys;
    }

    /// <summary>Returns all keys, ended ones too, the newest first.</summary>
    public async Task<IReadOnlyList<ApiKeyFacts>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            $"SELECT {Columns} FROM api_keys ORDER BY created_at DESC, key_id LIMIT $1"
        );
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKeyFacts>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(Facts(reader));
        return keys;
    }

    public async Task<ApiKeyFacts> AddAsync(StoredApiKey key, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        return await AddAsync(connection, key, cancellationToken);
    }

    /// <summary>Adds a key that replaces another one, which stays usable until <paramref name="until"/> at the latest.</summary>
    /// <param name="make">Creates the new key from the old one.</param>
    /// <returns>Null if no usable key has this id, or if no admin key without an end would remain.</returns>
    public async Task<(ApiKeyFacts? Key, bool IsLastAdmin)> RotateAsync(
        string keyId,
        DateTimeOffset until,
        Func<ApiKeyFacts, StoredApiKey> make,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await databases.Writer.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        if (await UsableAsync(connection, keyId, cancellationToken) is not { } old)
            return (null, false);
        var added = await AddAsync(connection, make(old), cancellationToken);
        await EndAsync(connection, "expires_at = LEAST(expires_at, $2)", keyId, until, cancellationToken);
        if (await LeavesNoAdminAsync(connection, old, cancellationToken))
            return (null, true);
        await transaction.CommitAsync(cancellationToken);
        return (added, false);
    }

    /// <summary>Ends a key now or at a later time, unless no admin key without an end would remain.</summary>
    /// <param name="at">Null to revoke the key now.</param>
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

    /// <summary>Stores when keys were last used, to the minute.</summary>
    public async Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> used, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            UPDATE api_keys k SET last_used_at = u.used_at FROM UNNEST($1::TEXT[], $2::TIMESTAMPTZ[]) AS u(key_id, used_at)
            WHERE k.key_id = u.key_id AND (k.last_used_at IS NULL OR k.last_used_at < u.used_at - INTERVAL '1 minute')
            """
        );
        command.Parameters.Add(new() { Value = used.Keys.ToArray() });
        command.Parameters.Add(new() { Value = used.Values.Select(moment => moment.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether there is a usable admin key.</summary>
    public async Task<bool> HasAdminAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand($"SELECT EXISTS (SELECT FROM api_keys WHERE role = 'admin' AND {Usable})");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Serializes the end of keys, because two admins could end each other's key.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('babynames.api_keys', 0))", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A key with an end counts as ended, because nobody may notice when it ends.</summary>
    /// <param name="changed">The key that this transaction changed. A change of a viewer's key does not affect admins.</param>
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

    private static async Task<ApiKeyFacts?> UsableAsync(NpgsqlConnection connection, string keyId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM api_keys WHERE key_id = $1 AND {Usable}", connection);
        command.Parameters.Add(new() { Value = keyId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Facts(reader) : null;
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
        return Facts(reader);
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
            $"UPDATE api_keys SET {change} WHERE key_id = $1 AND {Usable} RETURNING {Columns}",
            connection
        );
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = at.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Facts(reader) : null;
    }

    private static ApiKeyFacts Facts(NpgsqlDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetString(1),
            reader.GetString(2),
            Moment(reader, 3)!.Value,
            Moment(reader, 4),
            Moment(reader, 5),
            Moment(reader, 6)
        );

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
