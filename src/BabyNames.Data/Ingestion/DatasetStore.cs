using BabyNames.Data.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>A file that storage has taken, and how it is to be read.</summary>
/// <param name="Sha256">Hexadecimal, of the stored bytes.</param>
/// <param name="ParserType">Id of the source.</param>
/// <param name="RecognisedBy">Why it is taken for a file of that source; null when the uploader named the source.</param>
/// <param name="Year">As the uploader named it, or null.</param>
/// <param name="Gender">As the uploader named it, or null.</param>
public sealed record NewDataset(
    Guid Id, Guid CountryId, string Filename, string FilePath, long Size, string Sha256, string ParserType,
    string? RecognisedBy, int? Year, char? Gender, string UploadedBy);

/// <summary>What became of an uploaded file.</summary>
/// <param name="DatasetId">The dataset that has it: a new one, or one that failed with the same bytes.</param>
/// <param name="LeftPath">The file that such a dataset had before, which nobody needs any more; null for none.</param>
/// <param name="Obstacle">What is in the way: the same bytes, or another source of the same births. Nothing was done then.</param>
public sealed record Acceptance(Guid DatasetId, string? LeftPath = null, Obstacle? Obstacle = null);

/// <summary>What is known of a dataset that something is to be done with.</summary>
public sealed record DatasetState(string CountryCode, string ParserType, string Status, bool IsDeleted);

/// <summary>The life of a dataset before and after its rows: accepted, begun, failed, asked for again.</summary>
public sealed class DatasetStore(Databases databases)
{
    private readonly CountryActs _acts = new();

    /// <summary>Records an uploaded file and queues the job that reads it, in one transaction. A dataset of the same bytes
    /// that failed is taken up again with what is said of the file now.</summary>
    /// <param name="disjoint">Sources whose births are other children's than this one's, itself among them; null to ask
    /// for no such thing.</param>
    /// <exception cref="CountryLockedException">Nothing was changed.</exception>
    public Task<Acceptance> AcceptAsync(NewDataset dataset, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken) =>
        _acts.RunAsync(
            databases.Writer,
            (connection, transaction) => AcceptInAsync(connection, transaction, dataset, disjoint, cancellationToken), cancellationToken);

    private static async Task<Acceptance> AcceptInAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NewDataset dataset, IReadOnlyCollection<string>? disjoint,
        CancellationToken cancellationToken)
    {
        await Obstacle.LockAsync(connection, dataset.CountryId, cancellationToken);
        var failed = await FailedDataset.FindAsync(connection, dataset, cancellationToken);
        var accepted = dataset with { Id = failed?.Id ?? dataset.Id };
        var obstacle = await Obstacle.FindAsync(connection, accepted.Id, dataset.CountryId, dataset.Sha256, disjoint, cancellationToken);
        if (obstacle is not null)
            return new(accepted.Id, Obstacle: obstacle);
        if (failed is null)
            await InsertAsync(connection, accepted, cancellationToken);
        else
            await FailedDataset.TakeUpAsync(connection, accepted, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(accepted.Id, failed?.FilePath);
    }

    private static async Task InsertAsync(NpgsqlConnection connection, NewDataset dataset, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH accepted AS (
                INSERT INTO datasets (id, country_id, filename, file_path, file_size, sha256, parser_type, uploaded_by, file_year, file_gender)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                RETURNING id, country_id
            )
            INSERT INTO jobs (dataset_id, type, payload)
            SELECT a.id, 'parse_dataset', jsonb_strip_nulls(jsonb_build_object(
                'dataset_id', a.id, 'country_code', c.code, 'parser_type', $7::TEXT, 'recognised_by', $11::TEXT))
            FROM accepted a JOIN countries c ON c.id = a.country_id
            """, connection);
        command.Parameters.Add(new() { Value = dataset.Id });
        command.Parameters.Add(new() { Value = dataset.CountryId });
        command.Parameters.Add(new() { Value = dataset.Filename });
        command.Parameters.Add(new() { Value = dataset.FilePath });
        command.Parameters.Add(new() { Value = dataset.Size });
        command.Parameters.Add(new() { Value = dataset.Sha256 });
        command.Parameters.Add(new() { Value = dataset.ParserType });
        command.Parameters.Add(new() { Value = dataset.UploadedBy });
        command.Parameters.Add(new() { Value = (object?)dataset.Year ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)dataset.Gender?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
        command.Parameters.Add(new() { Value = (object?)dataset.RecognisedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Those of these paths that no dataset has, deleted ones included.</summary>
    public async Task<IReadOnlyList<string>> WithoutDatasetAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "SELECT path FROM UNNEST($1::TEXT[]) AS stored(path) WHERE NOT EXISTS (SELECT FROM datasets WHERE file_path = path)");
        command.Parameters.Add(new() { Value = paths.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orphans = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            orphans.Add(reader.GetString(0));
        return orphans;
    }

    /// <returns>Null when no dataset has the id, deleted ones included.</returns>
    public async Task<DatasetState?> FindAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand("""
            SELECT c.code, d.parser_type, d.status, d.deleted_at IS NOT NULL FROM datasets d JOIN countries c ON c.id = d.country_id WHERE d.id = $1
            """);
        command.Parameters.Add(new() { Value = datasetId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3))
            : null;
    }

    /// <summary>Marks a dataset for reading again and queues the job, in one transaction.</summary>
    /// <param name="disjoint">As of <see cref="AcceptAsync"/>, of the source that the file is to be read as. A dataset that
    /// serves figures of that source already has its place beside the others.</param>
    /// <returns>Whether it was done, which only a live dataset that is <c>completed</c> or <c>failed</c> allows; or what is
    /// in the way.</returns>
    /// <exception cref="CountryLockedException">Nothing was changed.</exception>
    public Task<(bool Done, Obstacle? Obstacle)> ReprocessAsync(
        Guid datasetId, Reprocessing wanted, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken) =>
        _acts.RunAsync(
            databases.Writer,
            (connection, transaction) => ReprocessInAsync(connection, transaction, datasetId, wanted, disjoint, cancellationToken), cancellationToken);

    private static async Task<(bool Done, Obstacle? Obstacle)> ReprocessInAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid datasetId, Reprocessing wanted,
        IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        if (await FindObstacleAsync(connection, datasetId, wanted.ParserType, disjoint, cancellationToken) is { } obstacle)
            return (false, obstacle);
        await using var command = new NpgsqlCommand("""
            WITH marked AS (
                UPDATE datasets SET status = 'reprocessing', parser_type = COALESCE($3, parser_type),
                    file_year = CASE WHEN $4 THEN $5 ELSE file_year END, file_gender = CASE WHEN $6 THEN $7 ELSE file_gender END
                WHERE id = $1 AND deleted_at IS NULL AND status IN ('completed', 'failed')
                RETURNING id, country_id, parser_type
            )
            INSERT INTO jobs (dataset_id, type, payload)
            SELECT m.id, 'reprocess_dataset', jsonb_build_object(
                'dataset_id', m.id, 'country_code', c.code, 'parser_type', m.parser_type, 'reason', $2::TEXT)
            FROM marked m JOIN countries c ON c.id = m.country_id
            """, connection);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = wanted.Reason });
        command.Parameters.Add(new() { Value = (object?)wanted.ParserType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = wanted.Year is not null });
        command.Parameters.Add(new() { Value = (object?)wanted.Year?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = wanted.Gender is not null });
        var gender = wanted.Gender?.Value?.ToString();
        command.Parameters.Add(new() { Value = (object?)gender ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
        var done = await command.ExecuteNonQueryAsync(cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        return (done, null);
    }

    private static async Task<Obstacle?> FindObstacleAsync(
        NpgsqlConnection connection, Guid datasetId, string? parserType, IReadOnlyCollection<string>? disjoint, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT country_id FROM datasets d
            WHERE id = $1 AND NOT EXISTS (
                SELECT FROM dataset_slices s WHERE s.dataset_id = d.id AND s.purged_at IS NULL AND s.parser_type = COALESCE($2, d.parser_type))
            """, connection);
        command.Parameters.Add(new() { Value = datasetId });
        command.Parameters.Add(new() { Value = (object?)parserType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid countryId)
            return null;
        await Obstacle.LockAsync(connection, countryId, cancellationToken);
        return await Obstacle.FindAsync(connection, datasetId, countryId, sha256: null, disjoint, cancellationToken);
    }

    /// <summary>Moves a new dataset on to <c>processing</c> and says what file to read.</summary>
    /// <returns>Null when the dataset is gone: its job has nothing to do.</returns>
    public async Task<DatasetFile?> BeginAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand("""
            WITH begun AS (
                UPDATE datasets SET status = 'processing' WHERE id = $1 AND status = 'pending' AND deleted_at IS NULL
            )
            SELECT id, country_id, filename, file_path, parser_type, file_year, file_gender, sha256 FROM datasets
            WHERE id = $1 AND deleted_at IS NULL
            """);
        command.Parameters.Add(new() { Value = job.DatasetId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetString(6)[0], reader.GetString(7))
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
            WHERE id = $1 AND status <> 'completed'
            """, connection);
        command.Parameters.Add(new() { Value = job.DatasetId });
        command.Parameters.Add(new() { Value = message });
        command.Parameters.Add(new() { Value = errorCount });
        command.Parameters.Add(new() { Value = (object?)errors ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (object?)warnings ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
