using BabyNames.Data.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>The states of a dataset apart from its rows: accepted, processing, failed, reprocessing.</summary>
public sealed class DatasetStore(Databases databases)
{
    private readonly CountryChangeLimiter _acts = new();

    /// <summary>Adds a dataset for an uploaded file and queues its job, in one transaction. A failed dataset of the same bytes is used
    /// again with the new arguments.</summary>
    /// <exception cref="CountryLockedException">Nothing was changed.</exception>
    public Task<NewDatasetResult> AcceptAsync(NewDataset dataset, CancellationToken cancellationToken) =>
        _acts.RunAsync(
            databases.Writer,
            (connection, transaction) => AcceptInAsync(connection, transaction, dataset, cancellationToken),
            cancellationToken
        );

    private static async Task<NewDatasetResult> AcceptInAsync(
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
        await using var command = new NpgsqlCommand(failed is null ? DatasetSql.Insert : DatasetSql.TakeUp, connection);
        DatasetSql.AddParameters(command.Parameters, accepted);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(accepted.Id, failed?.FilePath);
    }

    /// <summary>Checks the slice if the uploader named year and sex. Slices of other files are known when they were read.</summary>
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

    /// <summary>Returns the paths that no dataset refers to, deleted ones included.</summary>
    public async Task<IReadOnlyList<string>> WithoutDatasetAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
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

    /// <returns>Null if there is no such dataset, deleted ones included.</returns>
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
            ? new(reader.GetString(0), SourceAt(reader, 3), reader.GetString(1), reader.GetBoolean(2))
            : null;
    }

    /// <param name="column">Index of the first of five columns.</param>
    private static DatasetSource SourceAt(NpgsqlDataReader reader, int column)
    {
        return new(reader.GetString(column), Text(1), Text(2), Text(3), Text(4));

        string? Text(int offset) => reader.IsDBNull(column + offset) ? null : reader.GetString(column + offset);
    }

    /// <summary>Sets a dataset to <c>reprocessing</c> and queues its job, in one transaction. Slices that the job adds are claimed
    /// now.</summary>
    /// <returns>Whether the dataset is live and was <c>completed</c> or <c>failed</c>.</returns>
    /// <exception cref="CountryLockedException">Nothing was changed.</exception>
    public Task<bool> ReprocessAsync(Guid datasetId, Reprocessing wanted, CancellationToken cancellationToken) =>
        _acts.RunAsync(
            databases.Writer,
            async (connection, transaction) =>
            {
                await using var command = new NpgsqlCommand(DatasetSql.Reprocess, connection);
                DatasetSql.AddParameters(command.Parameters, datasetId, wanted);
                var done = await command.ExecuteNonQueryAsync(cancellationToken) > 0;
                await transaction.CommitAsync(cancellationToken);
                return done;
            },
            cancellationToken
        );

    /// <summary>Sets a new dataset to <c>processing</c> and returns its file.</summary>
    /// <returns>Null if the dataset was deleted.</returns>
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
        // It waits while the foreign keys of partitions are checked; the lease limits it.
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
            SourceAt(reader, 5),
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

    /// <summary>Sets job and dataset to failed, in one transaction. Rows of the last successful run stay live.</summary>
    /// <exception cref="LeaseLostException">The worker lost its lease; nothing was changed.</exception>
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
