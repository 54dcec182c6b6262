using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.Errors;
using BabyNames.Server.Jobs;
using GraphQL;

namespace BabyNames.Server.Health;

/// <summary>GraphQL fields for operators.</summary>
internal static class MonitoringQueries
{
    private const int Usual = 100;

    public static void AddFields(ConventionSchema schema, JobOptions jobs)
    {
        var most = schema.Limits.MaxPageSize;
        schema.Question<BabyNamesDbContext, IReadOnlyList<DatasetStatistic>>(
            "datasetStatistics", "What each dataset holds, what of it is served and what its jobs took, the newest first. For admins.",
            (database, context) => (context.GetArgument<int?>("first") ?? Math.Min(Usual, most)) is var first && first >= 1 && first <= most
                ? DatasetStatistic.ReadAsync(database, first, context.CancellationToken)
                : throw new InvalidInputException($"first must be between 1 and {most}."),
            isNullable: true, field => new(field["first"] as int? ?? Math.Min(Usual, most)),
            ConventionSchema.Argument("first", schema.Entities.Scalars.Int, $"Datasets at most, 1 to {most}; {Usual} unless given.")).Authorize(Roles.Admin);
        schema.Question<BabyNamesDbContext, JobQueueHealth>(
            "jobQueueHealth", "How the job queue is doing. For admins.",
            (database, context) => JobQueueHealth.ReadAsync(database, jobs.Lease, context.CancellationToken), isNullable: true, _ => new(1)).Authorize(Roles.Admin);
        schema.Question<BabyNamesDbContext, DatabaseHealth>(
            "databaseHealth", "How large the database is and how it is used. For admins.",
            (database, context) => DatabaseHealth.ReadAsync(database, context.CancellationToken), isNullable: true, _ => new(1, Nested: DatabaseHealth.MostItems)).Authorize(Roles.Admin);
    }
}
