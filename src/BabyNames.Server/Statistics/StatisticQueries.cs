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
    public static void AddTypes(EntityCatalog entities)
    {
        AreaStatistics.AddType(entities);
        entities.Add<NameStatistic>("NameStatistic", options => options
            .Except(statistic => statistic.CountryName, statistic => statistic.Decade)
            .Enum(statistic => statistic.Gender, "Gender"))
        .Add<GenderProbability>("GenderProbability", options => options.Except(probability => probability.CountryName))
        .Add<YearTotal>("YearTotal", options => options
            .Except(total => total.CountryName, total => total.Decade)
            .Enum(total => total.Gender, "Gender"))
        .Add<StatisticsState>("StatisticsState", state => state.Except(row => row.Singleton));
    }

    public static void AddFields(ConventionSchema schema, RowCounts counts)
    {
        schema.Connection<BabyNamesDbContext, NameStatistic>(
            "nameStatistics", "Births, rank and share by country, year, sex and name, in this order unless `order` says otherwise.",
            database => database.NameStatistics).Cached();
        schema.Connection<BabyNamesDbContext, GenderProbability>(
            "genderProbabilities", "How likely names are to be male or female, by country and name unless `order` says otherwise.",
            database => database.GenderProbabilities).Cached();
        schema.Connection<BabyNamesDbContext, YearTotal>(
            "yearTotals", "Births and names published by country, year and sex, in this order unless `order` says otherwise.",
            database => database.YearTotals).Cached();
        AreaStatistics.AddField(schema);
        schema.Question(new StatisticGroupsQuestion(schema.Limits, counts)).Cached();
        schema.Subscription<BabyNamesDbContext, NoArguments, StatisticsState>(
            "statisticsUpdated", "Which data the statistics show: now, and whenever that changes.",
            NotificationChannels.Statistics, (database, _) => database.StatisticsStates, _ => true);
    }
}
