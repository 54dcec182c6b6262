using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Queries;
using BabyNames.Server.Notifications;

namespace BabyNames.Server.Jobs;

internal sealed record JobUpdatedArguments([Description("Jobs of this dataset alone.")] Guid? DatasetId);

/// <summary>GraphQL fields of the job queue.</summary>
internal static class JobQueries
{
    public static RowSet<BabyNamesDbContext, Job> Jobs { get; } = new(
        "Jobs", "The job queue and its history, newest first unless `order` says otherwise.", database => database.Jobs)
    {
        Order = ["-createdAt"],
        Shown = new ColumnNames<Job>()
            .Hide(row => row.LockedBy)
            .Enum(row => row.Type, "JobType")
            .Enum(row => row.Status, "JobStatus")
            .Enum(row => row.ProgressPhase, "JobPhase"),
    };

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(Jobs);
        schema.LookUp("job", "One job. Null if there is none of this id.", Jobs, "id");
        schema.Subscription<BabyNamesDbContext, JobUpdatedArguments, Job>(
            "jobUpdated", "A job whenever it was queued, is further, or ended. Of one dataset, its jobs as they are come first.",
            NotificationChannels.Jobs,
            (database, arguments) => arguments.DatasetId is { } id ? database.Jobs.Where(job => job.DatasetId == id) : database.Jobs,
            arguments => arguments.DatasetId is not null);
    }
}
