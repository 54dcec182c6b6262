using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.Jobs;

namespace BabyNames.Server.Health;

[Description("State of the job queue at the time of the request.")]
public sealed record JobQueueHealth(
    [property: Description("Number of queued jobs, including jobs that wait for their next attempt.")] int Queued,
    [property: Description("Number of queued jobs that are due now.")] int Due,
    [property: Description(
        "Time since the oldest due job was queued, in seconds. The value is null if no job is due. If it keeps growing, no worker "
            + "claims jobs."
    )]
        decimal? OldestDueSeconds,
    [property: Description("Number of running jobs.")] int Running,
    [property: Description(
        "Number of running jobs whose worker sent no heartbeat for longer than the lease (setting Jobs:LeaseDuration). Another worker "
            + "claims them within seconds."
    )]
        int ExpiredLeases,
    [property: Description("Number of jobs that completed in the last 24 hours.")] int CompletedLast24Hours,
    [property: Description("Number of jobs that failed in the last 24 hours, without jobs that an admin cancelled.")] int FailedLast24Hours,
    [property: Description(
        "Number of jobs that an admin cancelled in the last 24 hours by cancelDataset or deleteDataset. Their status is failed, and their "
            + "lastError begins with BN306."
    )]
        int CancelledLast24Hours,
    [property: Description(
        "Average duration of the jobs that completed in the last 24 hours, from the first attempt to the end, in seconds. The value "
            + "is null if there are none."
    )]
        decimal? AverageSeconds,
    [property: Description("Number of workers that run a job and send heartbeats. Idle workers are not counted.")] int Workers
);

/// <summary>The question <c>jobQueueHealth</c>.</summary>
internal sealed class JobQueueHealthQuestion(JobOptions jobs) : IQuestion<BabyNamesDbContext, NoArguments, JobQueueHealth?>
{
    /// <summary>Value of <c>$1</c> in <see cref="HasFailed"/>: the error of a job that an admin cancelled.</summary>
    public const string CancelledPattern = $"{ErrorCodes.Cancelled}:%";

    /// <summary>SQL condition: a job failed in the last 24 hours and was not cancelled.</summary>
    public const string HasFailed =
        "status = 'failed' AND completed_at > NOW() - INTERVAL '24 hours' AND last_error NOT LIKE $1 IS NOT FALSE";

    public string Name => "jobQueueHealth";

    public string Description => "State of the job queue. Only admins and monitors may read it.";

    public RowEstimate Estimate(NoArguments arguments) => new(1);

    public async Task<JobQueueHealth?> AskAsync(NoArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT
                COUNT(*) FILTER (WHERE status = 'queued')::INTEGER,
                COUNT(*) FILTER (WHERE is_due)::INTEGER,
                EXTRACT(EPOCH FROM NOW() - MIN(created_at) FILTER (WHERE is_due))::NUMERIC(18, 1),
                COUNT(*) FILTER (WHERE status = 'running')::INTEGER,
                COUNT(*) FILTER (WHERE status = 'running' AND NOT is_alive)::INTEGER,
                COUNT(*) FILTER (WHERE status = 'completed')::INTEGER,
                COUNT(*) FILTER (WHERE status = 'failed' AND NOT is_cancelled)::INTEGER,
                COUNT(*) FILTER (WHERE status = 'failed' AND is_cancelled)::INTEGER,
                EXTRACT(EPOCH FROM AVG(completed_at - started_at) FILTER (WHERE status = 'completed'))::NUMERIC(18, 1),
                COUNT(DISTINCT locked_by) FILTER (WHERE status = 'running' AND is_alive)::INTEGER
            FROM (
                SELECT *, status = 'queued' AND (next_retry_at IS NULL OR next_retry_at <= NOW()) AS is_due,
                    locked_at >= NOW() - $1 AS is_alive,
                    COALESCE(last_error LIKE $2, FALSE) AS is_cancelled
                FROM jobs WHERE status IN ('queued', 'running') OR completed_at > NOW() - INTERVAL '24 hours'
            ) AS jobs
            """;
        var health = await database.QueryAsync(
            sql,
            row => new JobQueueHealth(
                row.GetInt32(0),
                row.GetInt32(1),
                row.IsDBNull(2) ? null : row.GetDecimal(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.GetInt32(5),
                row.GetInt32(6),
                row.GetInt32(7),
                row.IsDBNull(8) ? null : row.GetDecimal(8),
                row.GetInt32(9)
            ),
            cancellationToken,
            jobs.LeaseDuration,
            CancelledPattern
        );
        return health.Single();
    }
}
