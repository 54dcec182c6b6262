using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("How likely a name is to be male or female.")]
public sealed class GenderDistribution
{
    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [Description("Female births with exactly this spelling. Years below the publisher's cut-off (US: under 5 births) do not count.")]
    public long FemaleCount { get; init; }

    [Description("Male births with exactly this spelling. Years below the publisher's cut-off (US: under 5 births) do not count.")]
    public long MaleCount { get; init; }

    [Description("Births of both sexes, at least 100.")]
    public long Count { get; init; }

    [Description("Percent of the births that are female: 100 minus the male percentage.")]
    public decimal FemaleProbability { get; init; }

    [Description("Percent of the births that are male, 0 to 100, two decimals, halves rounded up.")]
    public decimal MaleProbability { get; init; }

    /// <summary>Place of the name among those asked for, from 0.</summary>
    internal int Position { get; init; }

    /// <summary>Of births of both sexes, at least 1. PostgreSQL rounds halves away from zero.</summary>
    /// <param name="names">Those asked for.</param>
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

/// <summary>Births of one name by sex.</summary>
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
    private const int MostNames = 100;
    private const int FewestBirths = 100;

    public string Name => "genderDistribution";

    public string Description =>
        $"How likely names are to be male or female: one answer for each name, in the order asked, null for a name with fewer than {FewestBirths} births "
        + "in the country and years asked for. Without `country` the births of all countries are added up.";

    /// <summary>Sums up the rows of years or decades for each name.</summary>
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
        var names = ArgumentRules.Names(arguments.Names, 1, MostNames);
        var counted = await Rows(arguments, database).ToDictionaryAsync(row => row.Name, cancellationToken);
        return [.. names.Select(name => counted.GetValueOrDefault(name))];
    }

    /// <summary>The names that have enough births, in no order.</summary>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public IQueryable<GenderDistribution> Rows(GenderDistributionArguments arguments, BabyNamesDbContext database)
    {
        var (names, country) = (ArgumentRules.Names(arguments.Names, 1, MostNames), arguments.Country);
        rules.CheckCountry(database, country);
        var (from, to) = ArgumentRules.Years(arguments.YearFrom, arguments.YearTo);
        var rows =
            (from, to) == (ArgumentRules.FirstYear, ArgumentRules.LastYear)
                ? Stored(database, country)
                : Ranged(database, country, from, to);
        return GenderDistribution.Of(rows.Where(row => names.Contains(row.Name) && row.Female + row.Male >= FewestBirths), names);
    }

    /// <summary>For all years. Countries are summed up from decades, because the probabilities of a country lack names with too few
    /// births in it, which may be enough together.</summary>
    private static IQueryable<NameBirths> Stored(BabyNamesDbContext database, string? country) =>
        country is null
            ? Added(database.DecadesOfCountries)
            : database
                .GenderProbabilities.Where(row => row.CountryCode == country)
                .Select(row => new NameBirths
                {
                    Name = row.Name,
                    Female = row.FemaleCount,
                    Male = row.MaleCount,
                });

    private static IQueryable<NameBirths> Ranged(BabyNamesDbContext database, string? country, int from, int to)
    {
        var rows = ArgumentRules.Within(database.YearsOfCountries, from, to);
        return Added(country is null ? rows : rows.Where(row => row.CountryCode == country));
    }

    private static IQueryable<NameBirths> Added(IQueryable<PeriodStatistic> rows) =>
        rows.GroupBy(row => row.Name)
            .Select(name => new NameBirths
            {
                Name = name.Key,
                Female = name.Sum(row => row.Gender == "F" ? row.Count : 0),
                Male = name.Sum(row => row.Gender == "M" ? row.Count : 0),
            });
}
