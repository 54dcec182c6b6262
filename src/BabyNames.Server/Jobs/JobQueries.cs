using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Queries;
using BabyNames.Server.Notifications;
using GraphQL;

namespace BabyNames.Server.Jobs;

/// <summary>GraphQL fields of the job queue.</summary>
internal static class JobQueries
{
    public static void AddTypes(EntityCatalog entities) => entities.Add(new ColumnNames<Job>()
        .Hide(row => row.LockedBy)
        .Enum(row => row.Type, "JobType")
        .Enum(row => row.Status, "JobStatus")
        .Enum(row => row.ProgressPhase!, "JobPhase"));

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection<BabyNamesDbContext, Job>(
            "jobs", "The job queue and its history, newest first unless `order` says otherwise.",
            database => database.Jobs, order: ["-createdAt"]);
        schema.Subscription<BabyNamesDbContext, Job>(
            "jobUpdated", "A job whenever it was queued, is further, or ended. Of one dataset, its jobs as they are come first.",
            NotificationChannels.Jobs,
            (database, context) => context.GetArgument<Guid?>("datasetId") is { } id ? database.Jobs.Where(job => job.DatasetId == id) : database.Jobs,
            context => context.GetArgument<Guid?>("datasetId") is not null,
            ConventionSchema.Argument("datasetId", schema.Entities.Scalars.For(typeof(Guid)), "Jobs of this dataset alone."));
    }
}
