using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine.Functions;
using BabyNames.Queries;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Search;
using BabyNames.Server.Statistics;

namespace BabyNames.Server.Questions;

/// <summary>Exposes the questions as OData functions.</summary>
internal sealed class QuestionFunctions(GraphQLLimits limits, RowCounts counts, ODataEstimates estimates)
{
    private static readonly string[] Key = [nameof(PeriodStatistic.Name), nameof(PeriodStatistic.Gender), nameof(PeriodStatistic.YearFrom)];

    private readonly ArgumentRules _rules = new(limits);

    /// <summary>All functions.</summary>
    public IEnumerable<FunctionImport> All =>
        new FunctionImport[] { PopularNames(), NameTrend(), GenderDistribution(), Changes(rising: true), Changes(rising: false) }.Select(
            function => function with { Search = NameWords.OfNames }
        );

    private FunctionImport<BabyNamesDbContext, PopularNamesArguments, PeriodStatistic> PopularNames()
    {
        var question = new PopularNamesQuestion(_rules, counts);
        return new(
            "PopularNames",
            PopularNamesQuestion.Description,
            StatisticRows.Periods,
            Key,
            (nameof(PeriodStatistic.Count), Descending: true),
            (arguments, database, _) => Task.FromResult(question.Source(database, arguments).Rows(database))
        )
        {
            Example = "PopularNames(country='US',year=2023,gender='F')",
            EstimateRequest = (arguments, rows) => estimates.Of(rows, PopularNamesQuestion.Bounds(arguments)),
        };
    }

    private FunctionImport<BabyNamesDbContext, NameTrendArguments, PeriodStatistic> NameTrend()
    {
        var question = new NameTrendQuestion(_rules, counts);
        return new(
            "NameTrend",
            question.Description,
            StatisticRows.Periods,
            Key,
            (nameof(PeriodStatistic.YearFrom), Descending: false),
            (arguments, database, _) => Task.FromResult(question.Rows(arguments, database))
        )
        {
            Example = "NameTrend(name='Emma',country='US')",
            EstimateRequest = (arguments, rows) =>
                estimates.Of(rows, RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo, arguments.Gender, names: 1)),
        };
    }

    private FunctionImport<BabyNamesDbContext, GenderDistributionArguments, GenderDistribution> GenderDistribution()
    {
        var question = new GenderDistributionQuestion(_rules, counts);
        return new(
            "GenderDistribution",
            "Share of male and of female births of names, which are separated by commas. A name with fewer than 100 births in the "
                + "requested country and years has no row. Without country the figures are the sums of all countries.",
            // The type needs another name than the function.
            new ColumnNames<GenderDistribution> { ODataType = "NameGenders" }
                .ODataName(row => row.Count, "Births")
                .ODataName(row => row.FemaleCount, "FemaleBirths")
                .ODataName(row => row.MaleCount, "MaleBirths"),
            [nameof(Questions.GenderDistribution.Name)],
            (nameof(Questions.GenderDistribution.Position), Descending: false),
            (arguments, database, _) => Task.FromResult(question.Rows(arguments, database))
        )
        {
            Example = "GenderDistribution(names='Emma,Robin',country='US')",
            EstimateArguments = question.Estimate,
        };
    }

    private FunctionImport<BabyNamesDbContext, NameChangesArguments, NameChange> Changes(bool rising)
    {
        var question = new NameChangesQuestion(_rules, counts, rising);
        return new(
            rising ? "RisingNames" : "FallingNames",
            question.Description,
            new ColumnNames<NameChange>().ODataName(row => row.CountFrom, "BirthsFrom").ODataName(row => row.CountTo, "BirthsTo"),
            [nameof(NameChange.Name), nameof(NameChange.Gender)],
            (nameof(NameChange.Difference), Descending: rising),
            question.RowsAsync
        )
        {
            Example = $"{(rising ? "RisingNames" : "FallingNames")}(country='US',yearFrom=2013,yearTo=2023)",
            EstimateArguments = arguments => question.Estimate(arguments) with { Size = limits.MaxPageSize },
        };
    }
}
