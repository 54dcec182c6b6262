using BabyNames.Data.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Adds datasets and changes their state: processing, failed, reprocessing. <see cref="DatasetLoad"/> stores rows and completes
/// datasets, <see cref="DatasetDeletion"/> deletes and restores them.</summary>
public sealed class DatasetStore(Databases databases)
{
    private readonly CountryChangeLimiter _limiter = new();

    /// <summary>Adds a dataset for an uploaded file and queues its job, in one transaction. If a failed dataset has the same bytes, it is
    /// used with the new file and arguments.</summary>
    /// <exception cref="CountryLockedException">The locks were not available in time. Nothing was changed.</exception>
    public Task<NewDatasetResult> AcceptAsync(NewDataset dataset, CancellationToken cancellationToken) =>
        _limiter.RunAsync(
            databases.Writer,
            (connection, transaction) => AcceptAsync(connection, transaction, dataset, cancellationToken),
            cancellationToken
        );

    private static async Task<NewDatasetResult> AcceptAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        NewDataset dataset,
        CancellationToken cancellationToken
    )
    {
        dataset = dataset with { CountryId = await CountryStore.GetOrAddAsync(connection, dataset.Country, cancellationToken) };
        await DuplicateFile.LockAsync(connection, dataset.CountryId, cancellationToken);
        var failed = await FailedDataset.FindAsync(connection, dataset, cancellationToken);
        var accepted = dataset with { Id = failed?.Id ?? dataset.Id };
        if (await DuplicateFile.FindAsync(connection, accepted.Id, dataset.CountryId, dataset.Sha256, cancellationToken) is { } duplicate)
            return new(accepted.Id, Duplicate: duplicate);
        if (await FindConflictAsync(connection, accepted, cancellationToken) is { } conflict)
            return new(accepted.Id, Conflict: conflict);
        await using var command = new NpgsqlCommand(failed is null ? DatasetSql.Insert : DatasetSql.ReplaceFailed, connection);
        DatasetSql.AddParameters(command.Parameters, accepted);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(accepted.Id, failed?.FilePath);
    }

    /// <summary>Finds the conflict of a file whose uploader specified the area, year and sex. The slices of other files are known only
    /// after they are read.</summary>
    private static async Task<SliceConflict?> FindConflictAsync(
        NpgsqlConnection connection,
        NewDataset dataset,
        CancellationToken cancellationToken
    )
    {
        if (dataset is not { TakesOver: false, Source.Area: { } code, Year: { } year, Gender: { } gender })
            return null;
        await using var command = new NpgsqlCommand("SELECT id FROM areas WHERE code = $1", connection);
        command.Parameters.Add(new() { Value = code });
        var slice = new Slice((int)(await command.ExecuteScalarAsync(cancellationToken))!, year, gender);
        return await SliceConflict.FindAsync(connection, dataset.Id, dataset.CountryId, dataset.Source, [slice], cancellationToken);
    }

    /// <summary>Returns the paths that no dataset refers to. A deleted dataset refers to its file too.</summary>
    public async Task<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            "SELECT path FROM UNNEST($1::TEXT[]) AS stored(path) WHERE NOT EXISTS (SELECT FROM datasets WHERE file_path = path)"
        );
        command.Parameters.Add(new() { Value = paths.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var orphans = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            orphans.Add(reader.GetString(0));
        return orphans;
    }

    /// <summary>Reads the state of a dataset. Deleted datasets are found too.</summary>
    /// <returns>Null if the dataset does not exist.</returns>
    public async Task<DatasetState?> FindAsync(Guid datasetId, CancellationToken cancellationToken)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            SELECT c.code, d.status, d.deleted_at IS NOT NULL, d.parser_type, d.publisher, d.licence, d.attribution, d.area
            FROM datasets d JOIN countries c ON c.id = d.country_id WHERE d.id = $1
            """
        );
        command.Parameters.Add(new() { Value = datasetId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), ReadSource(reader, 3), reader.GetString(1), reader.GetBoolean(2))
            : null;
    }

    /// <param name="column">Index of the first of five columns: parser_type, publisher, licence, attribution, area.</param>
    private static DatasetSource ReadSource(NpgsqlDataReader reader, int column)
    {
        return new(reader.GetString(column), Text(1), Text(2), Text(3), Text(4));

        string? Text(int offset) => reader.IsDBNull(column + offset) ? null : reader.GetString(column + offset);
    }

    /// <summary>Sets a dataset to <c>reprocessing</c> and queues its job, in one transaction. Slices that the dataset does not have yet get
    /// a new claim.</summary>
    /// <returns>False if the dataset is deleted or is neither <c>completed</c> nor <c>failed</c>.</returns>
    /// <exception cref="CountryLockedException">The locks were not available in time. Nothing was changed.</exception>
    public Task<bool> ReprocessAsync(Guid datasetId, Reprocessing arguments, CancellationToken cancellationToken) =>
        _limiter.RunAsync(
            databases.Writer,
            async (connection, transaction) =>
            {
                await using var command = new NpgsqlCommand(DatasetSql.Reprocess, connection);
                DatasetSql.AddParameters(command.Parameters, datasetId, arguments);
                var isQueued = await command.ExecuteNonQueryAsync(cancellationToken) > 0;
                await transaction.CommitAsync(cancellationToken);
                return isQueued;
            },
            cancellationToken
        );

    /// <summary>Sets a <c>pending</c> dataset to <c>processing</c>.</summary>
    /// <returns>The data that is needed to read the file; null if the dataset was deleted.</returns>
    public async Task<DatasetFile?> BeginAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            WITH begun AS (
                UPDATE datasets SET status = 'processing' WHERE id = $1 AND status = 'pending' AND deleted_at IS NULL
            )
            SELECT id, country_id, filename, file_path, sha256, parser_type, publisher, licence, attribution, area, file_year, file_gender,
                COALESCE((SELECT (payload->>'take_over')::BOOLEAN FROM jobs WHERE id = $2), FALSE)
            FROM datasets WHERE id = $1 AND deleted_at IS NULL
            """
        );
        // The statement waits while `babynames partition` checks foreign keys. The lease of the job limits the time.
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = job.DatasetId });
        command.Parameters.Add(new() { Value = job.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var countryId = reader.GetGuid(1);
        return new(
            reader.GetGuid(0),
            countryId,
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            ReadSource(reader, 5),
            reader.IsDBNull(10) ? null : reader.GetInt32(10),
            reader.IsDBNull(11) ? null : reader.GetString(11)[0],
            reader.GetBoolean(12),
            await ReadAreasAsync(countryId, cancellationToken)
        );
    }

    private async Task<IReadOnlyList<KnownArea>> ReadAreasAsync(Guid countryId, CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(
            """
            SELECT a.id, a.code, COALESCE(a.name, c.name), a.is_whole FROM areas a JOIN countries c ON c.id = a.country_id
            WHERE c.id = $1 ORDER BY a.code
            """
        );
        command.Parameters.Add(new() { Value = countryId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var areas = new List<KnownArea>();
        while (await reader.ReadAsync(cancellationToken))
            areas.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        return areas;
    }

    /// <summary>Sets the job and its dataset to <c>failed</c>, in one transaction. The rows of the last successful attempt remain
    /// live.</summary>
    /// <exception cref="LeaseLostException">The worker lost its lease. Nothing was changed.</exception>
    public async Task FailAsync(ClaimedJob job, ImportFailure failure, CancellationToken cancellationToken)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await JobQueue.FailAsync(connection, job, failure.Message, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            UPDATE datasets SET status = 'failed', processed_at = NOW(),
                error_message = $2, error_count = $3, errors = $4, warnings = $5
            WHERE id = $1 AND status <> 'completed'
            """,
            connection
        );
        command.Parameters.Add(new() { Value = job.DatasetId });
        command.Parameters.Add(new() { Value = failure.Message });
        command.Parameters.Add(new() { Value = failure.ErrorCount });
        command.Parameters.Add(new() { Value = (object?)failure.Errors ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = (object?)failure.Warnings ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
