using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.Queries;
using BabyNames.Server.Notifications;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Statistics;

/// <summary>GraphQL fields of the statistics.</summary>
internal static class StatisticQueries
{
    public static void AddTypes(EntityCatalog entities) =>
        entities
            .Add(AreaStatistics.Rows.VisibleColumns)
            .Add(StatisticRows.NameStatistics.VisibleColumns)
            .Add(StatisticRows.GenderProbabilities.VisibleColumns)
            .Add(StatisticRows.YearTotals.VisibleColumns)
            .Add(StatisticRows.Periods)
            .Add(new ColumnNames<StatisticsState>().Hide(row => row.Singleton))
            .Describe("Gender", new Dictionary<string, string> { ["F"] = "Female.", ["M"] = "Male." });

    public static void AddFields(ConventionSchema schema, RowCounts counts)
    {
        schema.Connection(StatisticRows.NameStatistics);
        schema.Connection(StatisticRows.GenderProbabilities);
        schema.Connection(StatisticRows.YearTotals);
        schema.Connection(AreaStatistics.Rows);
        schema.Question(new StatisticGroupsQuestion(schema.Limits, counts)).Cached();
        schema.Subscription<BabyNamesDbContext, NoArguments, StatisticsState>(
            "statisticsUpdated",
            "Which data the statistics show: now, and whenever that changes.",
            NotificationChannels.Statistics,
            (database, _) => database.StatisticsStates,
            _ => true
        );
    }
}
