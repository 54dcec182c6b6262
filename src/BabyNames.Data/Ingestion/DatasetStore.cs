using BabyNames.Data.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A file that storage has taken.</summary>
/// <param name="Sha256">Hexadecimal, of the stored bytes.</param>
public sealed record StoredFile(Guid DatasetId, string Filename, string FilePath, long Size, string Sha256);

/// <summary>The life of a dataset before and after its rows: accepted, begun, failed, asked for again.</summary>
public sealed class DatasetStore(Databases databases)
{
    /// <summary>Records an uploaded file and queues the job that reads it, in one transaction.</summary>
    /// <returns>Null when done; else the dataset that already has these bytes for the country.</returns>
    public async Task<Guid?> AcceptAsync(StoredFile file, Guid countryId, string parserType, string? uploadedBy, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            WITH accepted AS (
                INSERT INTO datasets (id, country_id, filename, file_path, file_size, sha256, parser_type, uploaded_by)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (country_id, sha256) WHERE deleted_at IS NULL DO NOTHING
                RETURNING id, country_id
            )
            INSERT INTO jobs (dataset_id, type, payload)
            SELECT a.id, 'parse_dataset',
                jsonb_build_object('dataset_id', a.id, 'country_code', c.code, 'parser_type', $7::TEXT)
            FROM accepted a JOIN countries c ON c.id = a.country_id
            """);
        command.Parameters.Add(new() { Value = file.DatasetId });
        command.Parameters.Add(new() { Value = countryId });
        command.Parameters.Add(new() { Value = file.Filename });
        command.Parameters.Add(new() { Value = file.FilePath });
        command.Parameters.Add(new() { Value = file.Size });
        command.Parameters.Add(new() { Value = file.Sha256 });
        command.Parameters.Add(new() { Value = parserType });
        command.Parameters.Add(new() { Value = (object?)uploadedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        while (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            // Not found means that the other dataset was deleted just now: then there is room for this one.
            if (await FindAsync(countryId, file.Sha256, cancellationToken) is { } other)
                return other;
        }
        return null;
    }

    /// <summary>Marks a dataset for reading again and queues the job, in one transaction.</summary>
    /// <param name="parserType">Another source to read the file as; null keeps the present one.</param>
    /// <returns>The dataset's status before: only <c>completed</c> and <c>failed</c> were changed. Null if there is no such dataset.</returns>
    public async Task<string?> ReprocessAsync(Guid datasetId, string reason, string? parserType, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            WITH before AS (
                SELECT id, status FROM datasets WHERE id = $1 AND deleted_at IS NULL FOR UPDATE
            ), marked AS (
                UPDATE datasets d SET status = 'reprocessing', parser_type = COALESCE($3, d.parser_type)
                FROM before b WHERE d.id = b.id AND b.status IN ('completed', 'failed')
                RETURNING d.id, d.country_id, d.parser_type
            ), queued AS (
                INSERT INTO jobs (dataset_id, type, payload)
                SELECT m.id, 'reprocess_dataset', jsonb_build_object(
                    'dataset_id', m.id, 'country_code', c.code, 'parser_type', m.parser_type, 'reason', $2::TEXT)
                FROM marked m JOIN countries c ON c.id = m.country_id
            )
            SELECT status FROM before
            """);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = (object?)parserType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Moves a new dataset on to <c>processing</c> and says what file to read.</summary>
    /// <returns>Null when the dataset is gone: its job has nothing to do.</returns>
    public async Task<DatasetFile?> BeginAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("""
            WITH begun AS (
                UPDATE datasets SET status = 'processing' WHERE id = $1 AND status = 'pending' AND deleted_at IS NULL
            )
            SELECT d.id, d.country_id, c.code, d.filename, d.file_path, d.parser_type
            FROM datasets d JOIN countries c ON c.id = d.country_id
            WHERE d.id = $1 AND d.deleted_at IS NULL
            """);
        command.Parameters.Add(new() { Value = job.DatasetId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5))
            : null;
    }

    /// <summary>Ends job and dataset as failed, in one transaction. Rows of the last good run stay live.</summary>
    /// <param name="errors">JSON array of the faults kept; null when the fault is not the file's.</param>
    /// <exception cref="LeaseLostException">The job is no longer this worker's; nothing was changed.</exception>
    public async Task FailAsync(ClaimedJob job, string message, int errorCount, string? errors, string? warnings, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await JobQueue.FailAsync(connection, job, message, cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE datasets SET status = 'failed', processed_at = NOW(),
                error_message = $2, error_count = $3, errors = $4, warnings = $5
            WHERE id = $1
            """, connection);
        command.Parameters.Add(new() { Value = job.DatasetId });
        command.Parameters.Add(new() { Value = message });
        command.Parameters.Add(new() { Value = errorCount });
        command.Parameters.Add(new() { Value = (object?)errors ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (object?)warnings ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<Guid?> FindAsync(Guid countryId, string sha256, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "SELECT id FROM datasets WHERE country_id = $1 AND sha256 = $2 AND deleted_at IS NULL");
        command.Parameters.Add(new() { Value = countryId });
        command.Parameters.Add(new() { Value = sha256 });
        return (Guid?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
