using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("Share of male and of female births of a name.")]
public sealed class GenderDistribution
{
    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [Description(
        "Number of female births with exactly this spelling. Years below the publisher's cut-off (below 5 births in the US) are not "
            + "included."
    )]
    public long FemaleCount { get; init; }

    [Description(
        "Number of male births with exactly this spelling. Years below the publisher's cut-off (below 5 births in the US) are not included."
    )]
    public long MaleCount { get; init; }

    [Description("Number of births of both sexes together, at least 100.")]
    public long Count { get; init; }

    [Description("Percentage of the births that are female: 100 minus the male percentage.")]
    public decimal FemaleProbability { get; init; }

    [Description("Percentage of the births that are male: 0 to 100, two decimals, halves rounded up.")]
    public decimal MaleProbability { get; init; }

    /// <summary>Position of the name in the argument <c>names</c>, from 0.</summary>
    internal int Position { get; init; }

    /// <summary>Computes the percentages. PostgreSQL rounds halves away from zero.</summary>
    /// <param name="rows">Births of names. Each name must have at least one birth.</param>
    /// <param name="names">The argument <c>names</c>.</param>
    internal static IQueryable<GenderDistribution> Of(IQueryable<NameBirths> rows, List<string> names) =>
        rows.Select(row => new GenderDistribution
        {
            Position = names.IndexOf(row.Name),
            Name = row.Name,
            FemaleCount = row.Female,
            MaleCount = row.Male,
            Count = row.Female + row.Male,
            FemaleProbability = 100 - Math.Round(100m * row.Male / (row.Female + row.Male), 2),
            MaleProbability = Math.Round(100m * row.Male / (row.Female + row.Male), 2),
        });
}

/// <summary>Number of births of a name by sex.</summary>
internal sealed class NameBirths
{
    public string Name { get; init; } = "";

    public long Female { get; init; }

    public long Male { get; init; }
}

internal sealed record GenderDistributionArguments(
    [Description("1 to 100 names " + ArgumentTexts.Spelling)] IReadOnlyList<string> Names,
    [Description(ArgumentTexts.AnyCountry)] string? Country,
    [Description(ArgumentTexts.YearFrom)] int? YearFrom,
    [Description(ArgumentTexts.YearTo)] int? YearTo
);

/// <summary>The question <c>genderDistribution</c>.</summary>
internal sealed class GenderDistributionQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, GenderDistributionArguments, IReadOnlyList<GenderDistribution?>>
{
    private const int MaxNames = 100;
    private const int MinBirths = 100;

    public string Name => "genderDistribution";

    public string Description =>
        "Share of male and of female births of names. The result has one item for each name, in the order of `names`. The item is null "
        + $"if the name has fewer than {MinBirths} births in the requested country and years. Without `country` the figures are the sums "
        + "of all countries.";

    /// <summary>The database reads the rows of all years or decades of each name.</summary>
    public RowEstimate Estimate(GenderDistributionArguments arguments) =>
        new(
            arguments.Names.Count,
            Read: arguments.Names.Count * counts.Slices(RowBounds.Of(arguments.Country, arguments.YearFrom, arguments.YearTo))
        );

    public async Task<IReadOnlyList<GenderDistribution?>> AskAsync(
        GenderDistributionArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var names = ArgumentRules.Names(arguments.Names, 1, MaxNames);
        var distributions = await Rows(arguments, database).ToDictionaryAsync(row => row.Name, cancellationToken);
        return [.. names.Select(name => distributions.GetValueOrDefault(name))];
    }

    /// <summary>Returns the names that have enough births, in no order.</summary>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public IQueryable<GenderDistribution> Rows(GenderDistributionArguments arguments, BabyNamesDbContext database)
    {
        var (names, country) = (ArgumentRules.Names(arguments.Names, 1, MaxNames), arguments.Country);
        rules.CheckCountry(database, country);
        var (from, to) = ArgumentRules.Years(arguments.YearFrom, arguments.YearTo);
        var rows =
            (from, to) == (ArgumentRules.FirstYear, ArgumentRules.LastYear)
                ? OfAllYears(database, country)
                : OfYears(database, country, from, to);
        return GenderDistribution.Of(rows.Where(row => names.Contains(row.Name) && row.Female + row.Male >= MinBirths), names);
    }

    /// <summary>The births of all years. The births of all countries are the sums of decades, because the stored probabilities of a country
    /// do not have names with too few births in this country.</summary>
    private static IQueryable<NameBirths> OfAllYears(BabyNamesDbContext database, string? country) =>
        country is null
            ? SumByName(database.DecadesOfCountries)
            : database
                .GenderProbabilities.Where(row => row.CountryCode == country)
                .Select(row => new NameBirths
                {
                    Name = row.Name,
                    Female = row.FemaleCount,
                    Male = row.MaleCount,
                });

    private static IQueryable<NameBirths> OfYears(BabyNamesDbContext database, string? country, int from, int to)
    {
        var rows = ArgumentRules.Within(database.YearsOfCountries, from, to);
        return SumByName(country is null ? rows : rows.Where(row => row.CountryCode == country));
    }

    private static IQueryable<NameBirths> SumByName(IQueryable<PeriodStatistic> rows) =>
        rows.GroupBy(row => row.Name)
            .Select(name => new NameBirths
            {
                Name = name.Key,
                Female = name.Sum(row => row.Gender == "F" ? row.Count : 0),
                Male = name.Sum(row => row.Gender == "M" ? row.Count : 0),
            });
}
