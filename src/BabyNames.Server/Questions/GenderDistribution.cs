using System.ComponentModel;
using BabyNames.Conventions.Caching;
using BabyNames.Conventions.Cost;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using GraphQL;
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
    public long TotalCount { get; init; }

    [Description("Percent of the births that are female: 100 minus the male percentage.")]
    public decimal FemaleProbability { get; init; }

    [Description("Percent of the births that are male, 0 to 100, two decimals, halves rounded up.")]
    public decimal MaleProbability { get; init; }

    /// <summary>Place of the name among those asked for, from 0.</summary>
    internal int Position { get; init; }

    /// <summary>Of births of both sexes, at least 1. PostgreSQL rounds halves away from zero.</summary>
    /// <param name="names">Those asked for.</param>
    internal static IQueryable<GenderDistribution> Of(IQueryable<NameBirths> rows, List<string> names) => rows.Select(row => new GenderDistribution
    {
        Position = names.IndexOf(row.Name),
        Name = row.Name,
        FemaleCount = row.Female,
        MaleCount = row.Male,
        TotalCount = row.Female + row.Male,
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

/// <summary>The question <c>genderDistribution</c>.</summary>
internal sealed class GenderDistributionQuestion(QuestionArguments arguments)
{
    private const int MostNames = 100;
    private const int FewestBirths = 100;

    public void AddField(QuestionInputs inputs) => inputs.Schema.Question<BabyNamesDbContext, IReadOnlyList<GenderDistribution?>>(
        "genderDistribution",
        $"How likely names are to be male or female: one answer for each name, in the order asked, null for a name with fewer than {FewestBirths} births "
        + "in the country and years asked for. Without `country` the births of all countries are added up.",
        AnswerAsync, isNullable: false, field => Rows(inputs.Counts, QuestionArguments.Bounds(field), QuestionArguments.CountNames(field)),
        inputs.Names(1, MostNames), QuestionInputs.Make("country", inputs.Nullable<string>(), "ISO 3166-1 alpha-2 code of the country, for example US; all countries together when left out."),
        inputs.YearFrom, inputs.YearTo).Cached();

    /// <summary>Sums up the rows of years or decades for each name.</summary>
    public static RowEstimate Rows(RowCounts counts, RowBounds bounds, int names) => new(names, Read: names * counts.Slices(bounds));

    public async Task<IReadOnlyList<GenderDistribution?>> AnswerAsync(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var names = QuestionArguments.ReadNames(context, 1, MostNames);
        var counted = await Query(database, context).ToDictionaryAsync(row => row.Name, context.CancellationToken);
        return [.. names.Select(name => counted.GetValueOrDefault(name))];
    }

    /// <summary>The names that have enough births, in no order.</summary>
    /// <exception cref="InvalidInputException">An argument is out of range.</exception>
    public IQueryable<GenderDistribution> Query(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var names = QuestionArguments.ReadNames(context, 1, MostNames).ToList();
        var country = arguments.ReadOptionalCountry(database, context);
        var (from, to) = QuestionArguments.ReadYears(context);
        var rows = (from, to) == (QuestionArguments.FirstYear, QuestionArguments.LastYear) ? Stored(database, country) : Ranged(database, country, from, to);
        return GenderDistribution.Of(rows.Where(row => names.Contains(row.Name) && row.Female + row.Male >= FewestBirths), names);
    }

    /// <summary>For all years. Countries are summed up from decades, because the probabilities of a country lack names with too few
    /// births in it, which may be enough together.</summary>
    private static IQueryable<NameBirths> Stored(BabyNamesDbContext database, string? country) => country is null
        ? Added(database.DecadeStatistics)
        : database.GenderProbabilities.Where(row => row.CountryCode == country)
            .Select(row => new NameBirths { Name = row.Name, Female = row.FemaleCount, Male = row.MaleCount });

    private static IQueryable<NameBirths> Ranged(BabyNamesDbContext database, string? country, int from, int to)
    {
        var rows = QuestionArguments.Within(database.NameStatistics, from, to);
        return Added(country is null ? rows : rows.Where(row => row.CountryCode == country));
    }

    private static IQueryable<NameBirths> Added(IQueryable<NameStatistic> rows) =>
        rows.GroupBy(row => row.Name).Select(name => new NameBirths
        {
            Name = name.Key,
            Female = name.Sum(row => row.Gender == "F" ? row.Count : 0),
            Male = name.Sum(row => row.Gender == "M" ? row.Count : 0),
        });
}
