using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Health;

[Description(
    "What one dataset holds, what of it is served, and what its jobs took. A slice is one area, year and sex; of the live datasets that hold it, the one with the latest claim serves it (`datasetSlices`)."
)]
public sealed record DatasetStatistic(
    [property: Key] [property: Description("The dataset.")] Guid DatasetId,
    [property: Description("File name as uploaded.")] string Filename,
    [property: Description("ISO 3166-1 alpha-2 code of the country.")] string CountryCode,
    [property: Description("Source that the file is read as, for example us_ssa.")] string ParserType,
    [property: GraphQLEnum("DatasetStatus")]
    [property: Description(
        "Of the last attempt to read the file. A dataset whose status is failed serves the rows of its last good run: see rowsServed."
    )]
        string Status,
    [property: Description("Bytes of the file as uploaded.")] long FileSize,
    [property: Description("When the file was uploaded.")] DateTimeOffset UploadedAt,
    [property: Description("Rows of the file's slices; 0 until it was read without a fault.")] long Rows,
    [property: Description("Those of them that are served.")] long RowsServed,
    [property: Description("Births of the file's slices.")] long Count,
    [property: Description("Those of them that are served.")] long CountServed,
    [property: Description("Slices of the file.")] int Slices,
    [property: Description("Those of them that are served; the others are served by newer datasets.")] int SlicesServed,
    [property: Description("First year of the file. Null without slices.")] int? FirstYear,
    [property: Description("Last year of the file. Null without slices.")] int? LastYear,
    [property: Description("Jobs of the dataset that are kept: for 30 days after their end.")] int Jobs,
    [property: Description("Those of them that failed, without those that an admin cancelled.")] int FailedJobs,
    [property: Description("Seconds from first attempt to end of the last job that completed. Null when none is kept.")]
        decimal? LastJobSeconds
);

internal sealed record DatasetStatisticsArguments([Description("Datasets at most, 1 to {MaxPageSize}; 100 unless given.")] int? First);

/// <summary>The question <c>datasetStatistics</c>.</summary>
internal sealed class DatasetStatisticsQuestion(GraphQLLimits limits)
    : IQuestion<BabyNamesDbContext, DatasetStatisticsArguments, IReadOnlyList<DatasetStatistic>?>
{
    public string Name => "datasetStatistics";

    public string Description => "What each dataset holds, what of it is served and what its jobs took, the newest first. For admins.";

    public RowEstimate Estimate(DatasetStatisticsArguments arguments) => new(First(arguments));

    public async Task<IReadOnlyList<DatasetStatistic>?> AskAsync(
        DatasetStatisticsArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var first = First(arguments);
        if (first < 1 || first > limits.MaxPageSize)
            throw new InvalidInputException($"first must be between 1 and {limits.MaxPageSize}.");
        const string sql = """
            SELECT d.id, d.filename, c.code, d.parser_type, d.status, d.file_size, d.uploaded_at,
                COALESCE(s.row_count, 0)::BIGINT, COALESCE(s.rows_served, 0)::BIGINT, COALESCE(s.births, 0)::BIGINT, COALESCE(s.births_served, 0)::BIGINT,
                s.slices::INTEGER, s.slices_served::INTEGER, s.first_year, s.last_year, j.jobs::INTEGER, j.failed::INTEGER, j.last_seconds
            FROM datasets d
            JOIN countries c ON c.id = d.country_id
            CROSS JOIN LATERAL (
                SELECT SUM(row_count) AS row_count, SUM(row_count) FILTER (WHERE hidden_at IS NULL) AS rows_served,
                    SUM(births) AS births, SUM(births) FILTER (WHERE hidden_at IS NULL) AS births_served,
                    COUNT(*) AS slices, COUNT(*) FILTER (WHERE hidden_at IS NULL) AS slices_served, MIN(year) AS first_year, MAX(year) AS last_year
                FROM dataset_slices WHERE dataset_id = d.id AND purged_at IS NULL
            ) s
            CROSS JOIN LATERAL (
                SELECT COUNT(*) AS jobs, COUNT(*) FILTER (WHERE status = 'failed' AND COALESCE(last_error NOT LIKE $2, TRUE)) AS failed,
                    EXTRACT(EPOCH FROM (ARRAY_AGG(completed_at - started_at ORDER BY completed_at DESC) FILTER (WHERE status = 'completed'))[1])::NUMERIC(18, 1)
                        AS last_seconds
                FROM jobs WHERE dataset_id = d.id
            ) j
            WHERE d.deleted_at IS NULL
            ORDER BY d.uploaded_at DESC, d.id LIMIT $1
            """;
        return await database.QueryAsync(
            sql,
            row => new DatasetStatistic(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetInt64(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.GetInt64(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.GetInt64(10),
                row.GetInt32(11),
                row.GetInt32(12),
                row.IsDBNull(13) ? null : row.GetInt32(13),
                row.IsDBNull(14) ? null : row.GetInt32(14),
                row.GetInt32(15),
                row.GetInt32(16),
                row.IsDBNull(17) ? null : row.GetDecimal(17)
            ),
            cancellationToken,
            first,
            $"{ErrorCodes.Cancelled}:%"
        );
    }

    private int First(DatasetStatisticsArguments arguments) => arguments.First ?? Math.Min(100, limits.MaxPageSize);
}
