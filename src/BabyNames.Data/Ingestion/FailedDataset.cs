using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A dataset whose last attempt failed, and whose file is uploaded again. Within the caller's transaction, which holds
/// the lock of <see cref="Obstacle.LockAsync"/>.</summary>
internal sealed record FailedDataset(Guid Id, string FilePath)
{
    /// <summary>Locks the failed dataset that has the same bytes, so that nobody has it read again meanwhile.</summary>
    /// <returns>Null for none.</returns>
    public static async Task<FailedDataset?> FindAsync(NpgsqlConnection connection, NewDataset upload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT id, file_path FROM datasets
            WHERE country_id = $1 AND sha256 = $2 AND deleted_at IS NULL AND status = 'failed' FOR UPDATE
            """, connection);
        command.Parameters.Add(new() { Value = upload.CountryId });
        command.Parameters.Add(new() { Value = upload.Sha256, NpgsqlDbType = NpgsqlDbType.Char });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1)) : null;
    }

    /// <summary>Replaces all that was said of the file, the file name among it, and queues the job that reads it again.</summary>
    /// <remarks>The stored file is the new one: the old one may be lost or spoiled. A dataset that never served figures counts
    /// as uploaded now, so that it takes over from those that came in meanwhile; the figures of a last good run keep their
    /// place among the others.</remarks>
    public static async Task TakeUpAsync(NpgsqlConnection connection, NewDataset upload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH taken AS (
                UPDATE datasets d SET status = 'reprocessing', filename = $2, file_path = $3, parser_type = $4, uploaded_by = $5,
                    file_year = $6, file_gender = $7,
                    uploaded_at = CASE WHEN EXISTS (SELECT FROM dataset_slices WHERE dataset_id = d.id AND purged_at IS NULL) THEN uploaded_at ELSE NOW() END
                WHERE id = $1
                RETURNING id, country_id
            )
            INSERT INTO jobs (dataset_id, type, payload)
            SELECT t.id, 'reprocess_dataset', jsonb_strip_nulls(jsonb_build_object(
                'dataset_id', t.id, 'country_code', c.code, 'parser_type', $4::TEXT, 'recognised_by', $8::TEXT,
                'reason', 'the file was uploaded again'))
            FROM taken t JOIN countries c ON c.id = t.country_id
            """, connection);
        command.Parameters.Add(new() { Value = upload.Id });
        command.Parameters.Add(new() { Value = upload.Filename });
        command.Parameters.Add(new() { Value = upload.FilePath });
        command.Parameters.Add(new() { Value = upload.ParserType });
        command.Parameters.Add(new() { Value = upload.UploadedBy });
        command.Parameters.Add(new() { Value = (object?)upload.Year ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)upload.Gender?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
        command.Parameters.Add(new() { Value = (object?)upload.RecognisedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
