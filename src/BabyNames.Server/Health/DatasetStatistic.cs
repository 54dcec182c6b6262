using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;

namespace BabyNames.Server.Health;

[Description(
    "Rows, births, slices and jobs of one dataset. A slice is one area, year and sex. If several datasets have the same slice, the dataset "
        + "with the latest claim serves it; deleted datasets do not count. `datasetSlices` lists the slices."
)]
public sealed record DatasetStatistic(
    [property: Key] [property: Description("Identifier of the dataset.")] Guid DatasetId,
    [property: Description("Name of the uploaded file.")] string Filename,
    [property: Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")] string CountryCode,
    [property: Description("Identifier of the source whose format the file has, for example us_ssa.")] string ParserType,
    [property: GraphQLEnum("DatasetStatus")]
    [property: Description(
        "State of the last attempt to read the file. If it is failed, the rows of the last successful attempt remain available; "
            + "rowsServed has their number."
    )]
        string Status,
    [property: Description("Size of the uploaded file in bytes.")] long FileSize,
    [property: Description("Time at which the file was uploaded.")] DateTimeOffset UploadedAt,
    [property: Description("Number of rows of the dataset's slices. It is 0 until the file is read without errors.")] long Rows,
    [property: Description("Number of rows of the slices that the dataset serves.")] long RowsServed,
    [property: Description("Number of births of the dataset's slices.")] long Count,
    [property: Description("Number of births of the slices that the dataset serves.")] long CountServed,
    [property: Description("Number of slices of the dataset.")] int Slices,
    [property: Description("Number of slices that the dataset serves. Newer datasets serve the others.")] int SlicesServed,
    [property: Description("First year of the slices. The value is null if the dataset has no slices.")] int? FirstYear,
    [property: Description("Last year of the slices. The value is null if the dataset has no slices.")] int? LastYear,
    [property: Description("Number of jobs of the dataset. Ended jobs are stored for 30 days.")] int Jobs,
    [property: Description("Number of failed jobs of the dataset, without jobs that an admin cancelled.")] int FailedJobs,
    [property: Description(
        "Duration of the last completed job from its first attempt to its end, in seconds. The value is null if no completed job is stored."
    )]
        decimal? LastJobSeconds
);

/// <summary>The arguments of <c>datasetStatistics</c>.</summary>
internal sealed record DatasetStatisticsArguments(
    [Description("Maximum number of datasets, 1 to {MaxPageSize}. The default is 100.")] int? First
);

/// <summary>The question <c>datasetStatistics</c>.</summary>
internal sealed class DatasetStatisticsQuestion(GraphQLLimits limits)
    : IQuestion<BabyNamesDbContext, DatasetStatisticsArguments, IReadOnlyList<DatasetStatistic>?>
{
    public string Name => "datasetStatistics";

    public string Description =>
        "Rows, births, slices and jobs of each dataset, newest dataset first. Only admins and monitors may read them.";

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
                COALESCE(s.row_count, 0)::BIGINT, COALESCE(s.rows_served, 0)::BIGINT,
                COALESCE(s.births, 0)::BIGINT, COALESCE(s.births_served, 0)::BIGINT,
                s.slices::INTEGER, s.slices_served::INTEGER, s.first_year, s.last_year, j.jobs::INTEGER, j.failed::INTEGER, j.last_seconds
            FROM datasets d
            JOIN countries c ON c.id = d.country_id
            CROSS JOIN LATERAL (
                SELECT SUM(row_count) AS row_count, SUM(row_count) FILTER (WHERE hidden_at IS NULL) AS rows_served,
                    SUM(births) AS births, SUM(births) FILTER (WHERE hidden_at IS NULL) AS births_served,
                    COUNT(*) AS slices, COUNT(*) FILTER (WHERE hidden_at IS NULL) AS slices_served,
                    MIN(year) AS first_year, MAX(year) AS last_year
                FROM dataset_slices WHERE dataset_id = d.id AND purged_at IS NULL
            ) s
            CROSS JOIN LATERAL (
                SELECT COUNT(*) AS jobs, COUNT(*) FILTER (WHERE status = 'failed' AND COALESCE(last_error NOT LIKE $2, TRUE)) AS failed,
                    EXTRACT(EPOCH FROM (
                        ARRAY_AGG(completed_at - started_at ORDER BY completed_at DESC) FILTER (WHERE status = 'completed')
                    )[1])::NUMERIC(18, 1) AS last_seconds
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
            JobQueueHealthQuestion.CancelledPattern
        );
    }

    private int First(DatasetStatisticsArguments arguments) => arguments.First ?? Math.Min(100, limits.MaxPageSize);
}
