using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A live dataset that stands in the way of another one.</summary>
public sealed record Obstacle(Guid DatasetId, string ParserType, bool HasSameBytes)
{
    /// <summary>Until the transaction ends, no other dataset of the country comes in: two of different sources could each
    /// see nothing of the other.</summary>
    /// <remarks>May wait for the restoring of a large dataset.</remarks>
    internal static async Task LockAsync(NpgsqlConnection connection, Guid countryId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended('babynames.uploads.' || $1::TEXT, 0))", connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new() { Value = countryId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Looks among the other live datasets of the country. One that failed is in the way of another source only
    /// while figures of its last good run are served.</summary>
    /// <param name="datasetId">The dataset that is to come in.</param>
    /// <param name="sha256">Of its file; null where the same bytes were looked for before.</param>
    /// <param name="disjoint">Sources whose births are other children's than its own, its source among them; null to ask
    /// for no such thing.</param>
    internal static async Task<Obstacle?> FindAsync(
        NpgsqlConnection connection, Guid datasetId, Guid countryId, string? sha256, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT d.id, COALESCE(s.parser_type, d.parser_type), COALESCE(d.sha256 = $3, FALSE) AS same
            FROM datasets d LEFT JOIN LATERAL (
                SELECT parser_type FROM dataset_slices WHERE dataset_id = d.id AND purged_at IS NULL AND parser_type <> ALL ($4) LIMIT 1
            ) s ON TRUE
            WHERE d.country_id = $2 AND d.id <> $1 AND d.deleted_at IS NULL
              AND (d.sha256 = $3 OR s.parser_type IS NOT NULL OR (d.status <> 'failed' AND d.parser_type <> ALL ($4)))
            ORDER BY same DESC, d.uploaded_at DESC LIMIT 1
            """, connection);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = countryId });
        command.Parameters.Add(new() { Value = (object?)sha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
        command.Parameters.Add(new() { Value = disjoint?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1), reader.GetBoolean(2)) : null;
    }
}
