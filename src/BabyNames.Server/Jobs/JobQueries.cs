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
    public static RowSet<BabyNamesDbContext, Job> Jobs { get; } =
        new("Jobs", "The job queue and its history, newest first unless `order` says otherwise.", database => database.Jobs)
        {
            Order = ["-createdAt"],
            VisibleColumns = new ColumnNames<Job>()
                .Hide(row => row.LockedBy)
                .Enum(row => row.Type, "JobType")
                .Enum(row => row.Status, "JobStatus")
                .Enum(row => row.ProgressPhase, "JobPhase"),
        };

    public static void AddTypes(EntityCatalog entities) =>
        entities
            .Add(Jobs.VisibleColumns)
            .Describe(
                "JobType",
                new Dictionary<string, string>
                {
                    ["parse_dataset"] = "Reads a new file.",
                    ["reprocess_dataset"] = "Reads a known file again.",
                }
            )
            .Describe(
                "JobStatus",
                new Dictionary<string, string>
                {
                    ["queued"] = "Waits for a worker.",
                    ["running"] = "A worker is at it.",
                    ["completed"] = "It ended without a fault.",
                    ["failed"] = "It ended with a fault, or was cancelled.",
                }
            )
            .Describe(
                "JobPhase",
                new Dictionary<string, string>
                {
                    ["reading"] = "The file is read.",
                    ["merging"] = "Its rows are merged with those of other files.",
                }
            );

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(Jobs);
        schema.LookUp("job", "One job. Null if there is none of this id.", Jobs, "id");
        schema.Subscription<BabyNamesDbContext, JobUpdatedArguments, Job>(
            "jobUpdated",
            "A job whenever it was queued, is further, or ended. Of one dataset, its jobs as they are come first.",
            NotificationChannels.Jobs,
            (database, arguments) => arguments.DatasetId is { } id ? database.Jobs.Where(job => job.DatasetId == id) : database.Jobs,
            arguments => arguments.DatasetId is not null
        );
    }
}
