using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine.Functions;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Search;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Questions;

/// <summary>The questions as OData functions.</summary>
internal sealed class QuestionFunctions(ConventionLimits limits, RowCounts counts, FeedEstimates estimates)
{
    private readonly ArgumentRules _rules = new(limits);

    public IEnumerable<FeedFunction> All => new FeedFunction[] { PopularNames(), NameTrend(), GenderDistribution(), Changes(rising: true), Changes(rising: false) }
        .Select(function => function with { Search = FeedSearch.OfNames });

    private RowsFunction<BabyNamesDbContext, PopularNamesArguments, NameStatistic> PopularNames()
    {
        var question = new PopularNamesQuestion(_rules, counts);
        return new("PopularNames", PopularNamesQuestion.Description, NameStatisticFeed.Set, "Births desc,Name",
            (arguments, database) => question.Source(database, arguments).Rows(database),
            (arguments, rows) => estimates.Of(rows, PopularNamesQuestion.Bounds(arguments)));
    }

    private RowsFunction<BabyNamesDbContext, NameTrendArguments, NameStatistic> NameTrend()
    {
        var question = new NameTrendQuestion(_rules, counts);
        return new("NameTrend", question.Description, NameStatisticFeed.Set, "Year,Gender", question.Rows,
            (arguments, rows) => estimates.Of(rows, RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender, names: 1)));
    }

    private RecordsFunction<BabyNamesDbContext, GenderDistributionArguments, GenderDistribution> GenderDistribution()
    {
        var question = new GenderDistributionQuestion(_rules, counts);
        return new(
            "GenderDistribution",
            "How likely names are to be male or female; names are separated by commas. A name with fewer than 100 births in the country and years has no row; "
            + "without country the births of all countries are added up.",
            type =>
            {
                // The function has the name of the class.
                type.Name = "NameGenders";
                type.Property(row => row.Name).IsRequired();
                type.Property(row => row.FemaleCount);
                type.Property(row => row.MaleCount);
                type.Property(row => row.TotalCount);
                type.Property(row => row.FemaleProbability);
                type.Property(row => row.MaleProbability);
            },
            [nameof(Questions.GenderDistribution.Name)], (nameof(Questions.GenderDistribution.Position), Descending: false),
            question.Estimate, (arguments, database, _) => Task.FromResult(question.Rows(arguments, database)));
    }

    private RecordsFunction<BabyNamesDbContext, NameChangesArguments, NameChange> Changes(bool rising)
    {
        var question = new NameChangesQuestion(_rules, counts, rising);
        return new(
            rising ? "RisingNames" : "FallingNames", question.Description,
            type =>
            {
                type.Property(row => row.Name).IsRequired();
                type.Property(row => row.Gender).IsRequired();
                type.Property(row => row.CountFrom).Name = "BirthsFrom";
                type.Property(row => row.CountTo).Name = "BirthsTo";
                type.Property(row => row.RankFrom);
                type.Property(row => row.RankTo);
                type.Property(row => row.ShareFrom);
                type.Property(row => row.ShareTo);
                var change = type.Property(row => row.Change);
                (change.Precision, change.Scale) = (7, 4);
                type.Property(row => row.CoverageFrom).IsRequired();
                type.Property(row => row.CoverageTo).IsRequired();
            },
            [nameof(NameChange.Name), nameof(NameChange.Gender)], (nameof(NameChange.Difference), Descending: rising),
            arguments => question.Estimate(arguments) with { Size = limits.MaxPageSize }, question.RowsAsync);
    }
}
