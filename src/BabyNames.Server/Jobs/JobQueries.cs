using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Queries;
using BabyNames.Server.Notifications;

namespace BabyNames.Server.Jobs;

/// <summary>The arguments of the subscription <c>jobUpdated</c>.</summary>
internal sealed record JobUpdatedArguments(
    [Description("Identifier of a dataset. Only the changes of its jobs are sent. The default is all jobs.")] Guid? DatasetId
);

/// <summary>GraphQL fields of the job queue.</summary>
internal static class JobQueries
{
    /// <summary>All jobs.</summary>
    public static RowSet<BabyNamesDbContext, Job> Jobs { get; } =
        new(
            "Jobs",
            "The jobs of the queue, including completed and failed ones. The default order is newest first.",
            database => database.Jobs
        )
        {
            Order = ["-createdAt"],
            VisibleColumns = new ColumnNames<Job>()
                .Hide(row => row.LockedBy)
                .Enum(row => row.Type, "JobType")
                .Enum(row => row.Status, "JobStatus")
                .Enum(row => row.ProgressPhase, "JobPhase"),
        };

    /// <summary>Adds the type to the schema.</summary>
    public static void AddTypes(EntityCatalog entities) =>
        entities
            .Add(Jobs.VisibleColumns)
            .Describe(
                "JobType",
                new Dictionary<string, string>
                {
                    ["parse_dataset"] = "The job reads a new file.",
                    ["reprocess_dataset"] = "The job reads a file again.",
                }
            )
            .Describe(
                "JobStatus",
                new Dictionary<string, string>
                {
                    ["queued"] = "The job waits for a worker.",
                    ["running"] = "A worker runs the job.",
                    ["completed"] = "The job ended without errors.",
                    ["failed"] = "The job ended with an error, or it was cancelled.",
                }
            )
            .Describe(
                "JobPhase",
                new Dictionary<string, string>
                {
                    ["reading"] = "The job reads the file.",
                    ["merging"] = "The job merges the rows of the file with the rows of other files.",
                }
            );

    /// <summary>Adds the fields and the subscription to the schema.</summary>
    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection(Jobs);
        schema.LookUp("job", "The job with this id. The value is null if no job has this id.", Jobs, "id");
        schema.Subscription<BabyNamesDbContext, JobUpdatedArguments, Job>(
            "jobUpdated",
            "Sends a job when it is queued, makes progress or ends. With `datasetId`, the first events are the present states of the "
                + "dataset's jobs.",
            NotificationChannels.Jobs,
            (database, arguments) => arguments.DatasetId is { } id ? database.Jobs.Where(job => job.DatasetId == id) : database.Jobs,
            arguments => arguments.DatasetId is not null
        );
    }
}
