namespace BabyNames.Data.Ingestion;

/// <summary>Compares the rows of each dataset with the numbers that were recorded when its file was loaded.</summary>
public sealed class DatasetCheck(Databases databases)
{
    private const string Compare = """
        WITH rows AS (
            SELECT dataset_id, area_id, year, gender, COUNT(*) AS row_count, SUM(count) AS births
            FROM names WHERE deleted_at IS NULL GROUP BY dataset_id, area_id, year, gender
        ), served AS (
            SELECT dataset_id, area_id, year, gender, row_count, births FROM dataset_slices WHERE hidden_at IS NULL
        ), differing AS (
            SELECT dataset_id, COUNT(*) AS slices FROM rows r FULL JOIN served s USING (dataset_id, area_id, year, gender)
            WHERE (r.row_count, r.births) IS DISTINCT FROM (s.row_count, s.births) GROUP BY dataset_id
        ), recorded AS (
            SELECT dataset_id, SUM(row_count)::BIGINT AS row_count FROM dataset_slices GROUP BY dataset_id
        ), totals AS (
            SELECT dataset_id, SUM(row_count)::BIGINT AS row_count, SUM(births)::BIGINT AS births FROM rows GROUP BY dataset_id
        )
        SELECT d.id, d.filename, d.file_path, d.sha256, d.file_size, COALESCE(t.row_count, 0), COALESCE(t.births, 0),
            COALESCE(f.slices, 0), COALESCE(d.row_count, 0)::BIGINT, COALESCE(r.row_count, 0)
        FROM datasets d
        LEFT JOIN totals t ON t.dataset_id = d.id
        LEFT JOIN differing f ON f.dataset_id = d.id
        LEFT JOIN recorded r ON r.dataset_id = d.id
        ORDER BY d.uploaded_at, d.id
        """;

    /// <summary>Reads all datasets, also the deleted ones, whose files are kept.</summary>
    public async Task<IReadOnlyList<CheckedDataset>> CompareAsync(CancellationToken cancellationToken)
    {
        await using var command = databases.Worker.CreateCommand(Compare);
        // The statement reads all rows.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var datasets = new List<CheckedDataset>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var difference = Difference(slices: reader.GetInt64(7), rowCount: reader.GetInt64(8), rowsOfSlices: reader.GetInt64(9));
            var file = new StoredFile(reader.GetString(1), reader.GetString(2), reader.GetString(3));
            datasets.Add(new(reader.GetGuid(0), file, reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), difference));
        }
        return datasets;
    }

    private static string? Difference(long slices, long rowCount, long rowsOfSlices) =>
        slices > 0 ? $"the rows of {slices:N0} slices are not those that were loaded"
        : rowCount != rowsOfSlices ? $"its slices have {rowsOfSlices:N0} rows, but {rowCount:N0} were loaded"
        : null;
}

/// <summary>A dataset and its comparison.</summary>
/// <param name="File">The stored file.</param>
/// <param name="FileSize">Size of the uploaded file in bytes.</param>
/// <param name="Rows">Number of rows in the statistics.</param>
/// <param name="Births">Births of these rows.</param>
/// <param name="Difference">What differs; null if nothing does.</param>
public sealed record CheckedDataset(Guid Id, StoredFile File, long FileSize, long Rows, long Births, string? Difference);
