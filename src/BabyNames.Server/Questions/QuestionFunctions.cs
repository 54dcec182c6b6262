using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine.Functions;
using BabyNames.Queries;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Search;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Questions;

/// <summary>The questions as OData functions.</summary>
internal sealed class QuestionFunctions(ConventionLimits limits, RowCounts counts, FeedEstimates estimates)
{
    private readonly ArgumentRules _rules = new(limits);

    public IEnumerable<FeedFunction> All => new FeedFunction[] { PopularNames(), NameTrend(), GenderDistribution(), Changes(rising: true), Changes(rising: false) }
        .Select(function => function with { Search = NameWords.OfNames });

    private RowsFunction<BabyNamesDbContext, PopularNamesArguments, NameStatistic> PopularNames()
    {
        var question = new PopularNamesQuestion(_rules, counts);
        return new("PopularNames", PopularNamesQuestion.Description, StatisticRows.NameStatistics.Name, "Births desc,Name",
            (arguments, database) => question.Source(database, arguments).Rows(database),
            (arguments, rows) => estimates.Of(rows, PopularNamesQuestion.Bounds(arguments)));
    }

    private RowsFunction<BabyNamesDbContext, NameTrendArguments, NameStatistic> NameTrend()
    {
        var question = new NameTrendQuestion(_rules, counts);
        return new("NameTrend", question.Description, StatisticRows.NameStatistics.Name, "Year,Gender", question.Rows,
            (arguments, rows) => estimates.Of(rows, RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender, names: 1)));
    }

    private RecordsFunction<BabyNamesDbContext, GenderDistributionArguments, GenderDistribution> GenderDistribution()
    {
        var question = new GenderDistributionQuestion(_rules, counts);
        return new(
            "GenderDistribution",
            "How likely names are to be male or female; names are separated by commas. A name with fewer than 100 births in the country and years has no row; "
            + "without country the births of all countries are added up.",
            // The function has the name of the class.
            new ColumnNames<GenderDistribution> { ODataType = "NameGenders" },
            [nameof(Questions.GenderDistribution.Name)], (nameof(Questions.GenderDistribution.Position), Descending: false),
            question.Estimate, (arguments, database, _) => Task.FromResult(question.Rows(arguments, database)));
    }

    private RecordsFunction<BabyNamesDbContext, NameChangesArguments, NameChange> Changes(bool rising)
    {
        var question = new NameChangesQuestion(_rules, counts, rising);
        return new(
            rising ? "RisingNames" : "FallingNames", question.Description,
            new ColumnNames<NameChange>().ODataName(row => row.CountFrom, "BirthsFrom").ODataName(row => row.CountTo, "BirthsTo"),
            [nameof(NameChange.Name), nameof(NameChange.Gender)], (nameof(NameChange.Difference), Descending: rising),
            arguments => question.Estimate(arguments) with { Size = limits.MaxPageSize }, question.RowsAsync);
    }
}
