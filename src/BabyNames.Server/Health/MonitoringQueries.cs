using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.Server.Access;
using BabyNames.Server.Jobs;

namespace BabyNames.Server.Health;

/// <summary>GraphQL fields for monitoring, for admins and monitors.</summary>
internal static class MonitoringQueries
{
    /// <summary>Adds the fields to the schema.</summary>
    public static void AddFields(ConventionSchema schema, JobOptions jobs)
    {
        schema.Question(new DatasetStatisticsQuestion(schema.Limits)).Authorize(Roles.Admin, Roles.Monitor);
        schema.Question(new JobQueueHealthQuestion(jobs)).Authorize(Roles.Admin, Roles.Monitor);
        schema.Question(new DatabaseHealthQuestion()).Authorize(Roles.Admin, Roles.Monitor);
    }
}
