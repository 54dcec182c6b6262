using System.ComponentModel;
using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description(
    "The figures of one name in one country over all years. Years in which the name is below the publisher's cut-off (below 5 births in "
        + "the US) are not included."
)]
public sealed class NameProfile
{
    [Description("The name as the statistics spell it.")]
    public required string Name { get; init; }

    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public required string CountryCode { get; init; }

    [Description("First year with published births, for either sex.")]
    public required int FirstYear { get; init; }

    [Description("Last year with published births, for either sex.")]
    public required int LastYear { get; init; }

    [Description("Year with the most births of both sexes together. If several years have the same number, it is the first of them.")]
    public required int PeakYear { get; init; }

    [Description("Number of births of both sexes together in the peak year.")]
    public required long PeakCount { get; init; }

    [Description("Number of births with exactly this spelling, over all years and both sexes.")]
    public required long Count { get; init; }

    [Description("Number of female births over all years. It is 0 if none were published.")]
    public required long FemaleCount { get; init; }

    [Description("Number of male births over all years. It is 0 if none were published.")]
    public required long MaleCount { get; init; }

    [Description("Percentage of the births that are female: 100 minus the male percentage.")]
    public decimal FemaleShare => 100 - MaleShare;

    [Description("Percentage of the births that are male: 0 to 100, two decimals, halves rounded up.")]
    public decimal MaleShare => Percent.Of(MaleCount, Count);

    [Description("The last year that is loaded for the country. The ranks are the ranks of this year.")]
    public required int NewestYear { get; init; }

    [Description("Rank by births among the girls' names of the newest year, from 1. " + ArgumentTexts.RankNotes)]
    public required int? FemaleRank { get; init; }

    [Description("Rank by births among the boys' names of the newest year, from 1. " + ArgumentTexts.RankNotes)]
    public required int? MaleRank { get; init; }
}

internal sealed record NameProfileArguments(
    [Description(ArgumentTexts.Name)] string Name,
    [Description(ArgumentTexts.Country)] string Country
);

/// <summary>The question <c>nameProfile</c>.</summary>
internal sealed class NameProfileQuestion(ArgumentRules rules, RowCounts counts)
    : IQuestion<BabyNamesDbContext, NameProfileArguments, NameProfile?>
{
    public string Name => "nameProfile";

    public string Description =>
        "The first, last and peak year, births by sex and newest ranks of one name in one country. The result is null if the name was "
        + "never published there.";

    public RowEstimate Estimate(NameProfileArguments arguments) => new(1, Read: counts.Slices(RowBounds.Of(arguments.Country)));

    public async Task<NameProfile?> AskAsync(
        NameProfileArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (name, country) = (ArgumentRules.Name(arguments.Name), arguments.Country);
        rules.CheckCountry(database, country);
        var rows = await database
            .NameStatistics.Where(row => row.Name == name && row.CountryCode == country)
            .Select(row => new Row(
                row.Year,
                row.Gender,
                row.Count,
                row.Rank,
                database.YearTotals.Where(total => total.CountryCode == country).Max(total => total.Year)
            ))
            .ToListAsync(cancellationToken);
        return rows.Count == 0 ? null : Describe(name, country, rows);
    }

    private static NameProfile Describe(string name, string country, List<Row> rows)
    {
        var peak = rows.GroupBy(row => row.Year)
            .Select(year => (Year: year.Key, Count: year.Sum(row => row.Count)))
            .OrderByDescending(year => year.Count)
            .ThenBy(year => year.Year)
            .First();
        return new()
        {
            Name = name,
            CountryCode = country,
            FirstYear = rows.Min(row => row.Year),
            LastYear = rows.Max(row => row.Year),
            PeakYear = peak.Year,
            PeakCount = peak.Count,
            Count = rows.Sum(row => row.Count),
            FemaleCount = rows.Where(row => row.Gender == "F").Sum(row => row.Count),
            MaleCount = rows.Where(row => row.Gender == "M").Sum(row => row.Count),
            NewestYear = rows[0].Newest,
            FemaleRank = NewestRank("F"),
            MaleRank = NewestRank("M"),
        };

        int? NewestRank(string gender) => rows.FirstOrDefault(row => row.Year == row.Newest && row.Gender == gender)?.Rank;
    }

    private sealed record Row(int Year, string Gender, long Count, int Rank, int Newest);
}
