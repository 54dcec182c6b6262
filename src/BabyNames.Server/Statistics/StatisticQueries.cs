using BabyNames.Conventions;
using BabyNames.Conventions.Entities;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Subscriptions;
using GraphQL;
using GraphQL.Types;

namespace BabyNames.Server.Statistics;

/// <summary>What GraphQL answers from the statistics views.</summary>
internal static class StatisticQueries
{
    public static void AddTypes(EntityCatalog entities) => entities
        .Add<NameStatistic>("NameStatistic", statistic => statistic.Enum(one => one.Gender, "Gender"))
        .Add<GenderProbability>("GenderProbability")
        .Add<StatisticsState>("StatisticsState", state => state.Except(one => one.Singleton));

    public static void AddFields(ConventionSchema schema)
    {
        schema.Connection<BabyNamesDbContext, NameStatistic>(
            "nameStatistics", "Births, rank and share by country, year, sex and name, in this order unless `order` says otherwise.",
            (database, _) => database.NameStatistics);
        schema.Connection<BabyNamesDbContext, GenderProbability>(
            "genderProbabilities", "How likely names are to be male or female, by country and name unless `order` says otherwise.",
            (database, _) => database.GenderProbabilities);
        AddPopularNames(schema);
        schema.Subscription<BabyNamesDbContext, StatisticsState>(
            "statisticsUpdated", "Which data the statistics show: now, and whenever that changes.",
            Channels.Statistics, (database, _) => database.StatisticsStates, _ => true);
    }

    private static void AddPopularNames(ConventionSchema schema)
    {
        var scalars = schema.Entities.Scalars;
        schema.Connection<BabyNamesDbContext, NameStatistic>(
            "popularNames", "The names given most in one country, year and sex: by rank, then by name.",
            (database, context) =>
            {
                var country = context.GetArgument<string>("country");
                var year = context.GetArgument<int>("year");
                var gender = context.GetArgument<string>("gender");
                return database.NameStatistics.Where(one => one.CountryCode == country && one.Year == year && one.Gender == gender);
            },
            // By births, which is by rank: the index has the births.
            order: ["-count", "name"], isFixed: true,
            ConventionSchema.Argument("country", new NonNullGraphType(scalars.String), "ISO 3166-1 alpha-2 code of the country, for example US."),
            ConventionSchema.Argument("year", new NonNullGraphType(scalars.Int), "Year of birth."),
            ConventionSchema.Argument("gender", new NonNullGraphType(schema.Entities.Enum("Gender")), "Sex as published."));
    }
}
