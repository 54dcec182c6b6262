using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Statements that add or change datasets and queue their jobs in the same transaction.</summary>
internal static class DatasetSql
{
    /// <summary>Adds a dataset and queues its job.</summary>
    public const string Insert = """
        WITH accepted AS (
            INSERT INTO datasets (
                id, country_id, filename, file_path, file_size, sha256, parser_type, publisher, licence, attribution, area,
                file_year, file_gender, uploaded_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            RETURNING id, country_id
        )
        INSERT INTO jobs (dataset_id, type, payload)
        SELECT a.id, 'parse_dataset', jsonb_strip_nulls(jsonb_build_object(
            'dataset_id', a.id, 'country_code', c.code, 'parser_type', $7::TEXT, 'recognised_by', $15::TEXT,
                'take_over', NULLIF($16::BOOLEAN, FALSE)))
        FROM accepted a JOIN countries c ON c.id = a.country_id
        """;

    /// <summary>Replaces the file, its name and all arguments of the upload of a failed dataset, and queues its job.</summary>
    /// <remarks>The stored file is replaced because it may be lost or damaged. A slice is one area, year and sex, and the
    /// dataset with the highest claim serves it. Slices that the dataset does not have yet get a new claim. Slices of the last successful
    /// attempt keep their claim.</remarks>
    public const string ReplaceFailed = """
        WITH replaced AS (
            UPDATE datasets SET status = 'reprocessing', claim = NEXTVAL('dataset_claims'), filename = $3, file_path = $4, file_size = $5,
                parser_type = $7, publisher = $8, licence = $9, attribution = $10, area = $11, file_year = $12, file_gender = $13,
                uploaded_by = $14
            WHERE id = $1 AND country_id = $2 AND sha256 = $6
            RETURNING id, country_id
        )
        INSERT INTO jobs (dataset_id, type, payload)
        SELECT t.id, 'reprocess_dataset', jsonb_strip_nulls(jsonb_build_object(
            'dataset_id', t.id, 'country_code', c.code, 'parser_type', $7::TEXT, 'recognised_by', $15::TEXT,
                'take_over', NULLIF($16::BOOLEAN, FALSE), 'reason', 'the file was uploaded again'))
        FROM replaced t JOIN countries c ON c.id = t.country_id
        """;

    /// <summary>Changes the arguments of a live dataset that is completed or failed, and queues its job. Slices that the dataset does not
    /// have yet get a new claim.</summary>
    public const string Reprocess = """
        WITH marked AS (
            UPDATE datasets SET status = 'reprocessing', claim = NEXTVAL('dataset_claims'),
                parser_type = $4, publisher = $5, licence = $6, attribution = $7, area = $8,
                file_year = CASE WHEN $9 THEN $10 ELSE file_year END, file_gender = CASE WHEN $11 THEN $12 ELSE file_gender END
            WHERE id = $1 AND deleted_at IS NULL AND status IN ('completed', 'failed')
            RETURNING id, country_id, parser_type
        )
        INSERT INTO jobs (dataset_id, type, payload)
        SELECT m.id, 'reprocess_dataset', jsonb_strip_nulls(jsonb_build_object(
            'dataset_id', m.id, 'country_code', c.code, 'parser_type', m.parser_type, 'reason', $2::TEXT,
                'take_over', NULLIF($3::BOOLEAN, FALSE)))
        FROM marked m JOIN countries c ON c.id = m.country_id
        """;

    /// <summary>Adds the parameters of <see cref="Insert"/> and <see cref="ReplaceFailed"/>.</summary>
    public static void AddParameters(NpgsqlParameterCollection parameters, NewDataset dataset)
    {
        parameters.Add(new() { Value = dataset.Id });
        parameters.Add(new() { Value = dataset.CountryId });
        parameters.Add(new() { Value = dataset.Filename });
        parameters.Add(new() { Value = dataset.FilePath });
        parameters.Add(new() { Value = dataset.Size });
        parameters.Add(new() { Value = dataset.Sha256 });
        AddSource(parameters, dataset.Source);
        parameters.Add(new() { Value = (object?)dataset.Year ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        parameters.Add(new() { Value = (object?)dataset.Gender?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
        parameters.Add(new() { Value = dataset.UploadedBy });
        parameters.Add(new() { Value = (object?)dataset.RecognizedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = dataset.TakesOver });
    }

    /// <summary>Adds the parameters of <see cref="Reprocess"/>.</summary>
    public static void AddParameters(NpgsqlParameterCollection parameters, Guid datasetId, Reprocessing arguments)
    {
        parameters.Add(new() { Value = datasetId });
        parameters.Add(new() { Value = arguments.Reason });
        parameters.Add(new() { Value = arguments.TakesOver });
        AddSource(parameters, arguments.Source);
        parameters.Add(new() { Value = arguments.Year is not null });
        parameters.Add(new() { Value = (object?)arguments.Year?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        parameters.Add(new() { Value = arguments.Gender is not null });
        var gender = arguments.Gender?.Value?.ToString();
        parameters.Add(new() { Value = (object?)gender ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Char });
    }

    private static void AddSource(NpgsqlParameterCollection parameters, DatasetSource source)
    {
        foreach (var text in (string?[])[source.ParserType, source.Publisher, source.Licence, source.Attribution, source.Area])
            parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }
}
