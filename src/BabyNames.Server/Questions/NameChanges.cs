using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Questions;

[Description("How one name of one sex changed between two years.")]
public sealed class NameChange
{
    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [GraphQLEnum("Gender")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Births in the first year; null when below the publisher's cut-off (US: under 5).")]
    public long? CountFrom { get; init; }

    [Description("Births in the last year; null when below the publisher's cut-off (US: under 5).")]
    public long? CountTo { get; init; }

    [Description("Place by births in the first year among the names of the same sex, from 1; equal births share a place and the next one jumps. Among the sources loaded, which may be a part of a country (AU). Null when below the cut-off.")]
    public int? RankFrom { get; init; }

    [Description("Place by births in the last year among the names of the same sex, from 1; equal births share a place and the next one jumps. Among the sources loaded, which may be a part of a country (AU). Null when below the cut-off.")]
    public int? RankTo { get; init; }

    [Description("Percent of the births published for the sex in the first year, two decimals, halves rounded up; null when below the cut-off.")]
    public decimal? ShareFrom { get; init; }

    [Description("Percent of the births published for the sex in the last year, two decimals, halves rounded up; null when below the cut-off.")]
    public decimal? ShareTo { get; init; }

    [Description("Percentage points that the share rose, or fell when negative, from the shares before they are rounded; four decimals.")]
    public decimal Change { get; init; }

    [Description("Areas that the figures of the first year cover, for example GB-EAW, GB-SCT. Where the two years differ in it, names also rise and fall because areas were added or left out.")]
    public string CoverageFrom { get; init; } = "";

    [Description("Areas that the figures of the last year cover.")]
    public string CoverageTo { get; init; } = "";

    /// <summary>Change of the shares as fractions of 1.</summary>
    internal double Difference { get; init; }
}

internal sealed record NameChangesArguments(
    [Description(ArgumentTexts.Country)] string Country,
    [Description("The year to compare with; loaded for each sex asked for.")] int YearFrom,
    [Description("The year that is compared, after `yearFrom`; loaded for each sex asked for.")] int YearTo,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description("Leaves out names with fewer births in both of the two years; 1 or more.")] int? MinimumBirths,
    [Description(ArgumentTexts.First)] int? First);

/// <summary>The questions <c>risingNames</c> and <c>fallingNames</c>.</summary>
internal sealed class NameChangesQuestion(ArgumentRules rules, RowCounts counts, bool rising)
    : IQuestion<BabyNamesDbContext, NameChangesArguments, IReadOnlyList<NameChange>>
{
    public string Name => rising ? "risingNames" : "fallingNames";

    public string Description =>
        $"The names that {(rising ? "rose" : "fell")} most between two years, by the change of their share of the births published for their sex, then by name and sex. "
        + "A name that is below the publisher's cut-off (US: under 5 births) in one of the two years counts as not given at all in it, so its change is too great by "
        + "less than the cut-off's share. Years in between do not matter.";

    /// <summary>Reads the rows of the two years.</summary>
    public RowEstimate Estimate(NameChangesArguments arguments) => new(
        arguments.First, Read(arguments, arguments.YearFrom) + Read(arguments, arguments.YearTo));

    public async Task<IReadOnlyList<NameChange>> AskAsync(NameChangesArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var first = rules.First(arguments.First);
        var changes = await RowsAsync(arguments, database, cancellationToken);
        changes = rising ? changes.OrderByDescending(name => name.Difference) : changes.OrderBy(name => name.Difference);
        return await ((IOrderedQueryable<NameChange>)changes).ThenBy(name => name.Name).ThenBy(name => name.Gender).Take(first).ToListAsync(cancellationToken);
    }

    /// <summary>All names that rose or fell, in no order.</summary>
    /// <exception cref="InvalidInputException">A year is not loaded, or an argument is out of range.</exception>
    public async Task<IQueryable<NameChange>> RowsAsync(NameChangesArguments arguments, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var minimum = ArgumentRules.AtLeast("minimumBirths", arguments.MinimumBirths, 1);
        var (from, to) = ArgumentRules.Years(arguments.YearFrom, arguments.YearTo);
        if (from == to)
            throw new InvalidInputException($"`yearFrom` and `yearTo` are both {from}; give two years.");
        var (country, gender) = (arguments.Country, arguments.Gender);
        rules.CheckCountry(database, country);
        var rows = database.NameStatistics.Where(row => row.CountryCode == country && (row.Year == from || row.Year == to));
        if (gender is not null)
            rows = rows.Where(row => row.Gender == gender);
        var coverage = await CoverageAsync(database, country, [from, to], gender, cancellationToken);
        var changes = Compare(rows, from, to, coverage).Where(name => name.CountFrom >= minimum || name.CountTo >= minimum);
        return rising ? changes.Where(name => name.Difference > 0) : changes.Where(name => name.Difference < 0);
    }

    private long Read(NameChangesArguments arguments, int year) =>
        counts.Within(typeof(NameStatistic), RowBounds.Of(arguments.Country, year, year, arguments.Gender));

    private static IQueryable<NameChange> Compare(IQueryable<NameStatistic> rows, int from, int to, Dictionary<(int Year, string Gender), string> coverage)
    {
        var (femaleFrom, femaleTo) = (coverage.GetValueOrDefault((from, "F"), ""), coverage.GetValueOrDefault((to, "F"), ""));
        var (maleFrom, maleTo) = (coverage.GetValueOrDefault((from, "M"), ""), coverage.GetValueOrDefault((to, "M"), ""));
        return rows.GroupBy(row => new { row.Name, row.Gender })
            .Select(name => new
            {
                name.Key.Name,
                name.Key.Gender,
                CountFrom = name.Max(row => row.Year == from ? (long?)row.Count : null),
                CountTo = name.Max(row => row.Year == to ? (long?)row.Count : null),
                RankFrom = name.Max(row => row.Year == from ? (int?)row.Rank : null),
                RankTo = name.Max(row => row.Year == to ? (int?)row.Rank : null),
                ShareFrom = name.Max(row => row.Year == from ? (decimal?)row.Share : null),
                ShareTo = name.Max(row => row.Year == to ? (decimal?)row.Share : null),
                Difference = name.Sum(row => (row.Year == to ? 1.0 : -1.0) * row.Count / row.YearTotal),
            })
            .Select(name => new NameChange
            {
                Name = name.Name,
                Gender = name.Gender,
                CountFrom = name.CountFrom,
                CountTo = name.CountTo,
                RankFrom = name.RankFrom,
                RankTo = name.RankTo,
                ShareFrom = name.ShareFrom,
                ShareTo = name.ShareTo,
                Difference = name.Difference,
                // PostgreSQL rounds halves away from zero.
                Change = Math.Round((decimal)(100 * name.Difference), 4),
                CoverageFrom = name.Gender == "F" ? femaleFrom : maleFrom,
                CoverageTo = name.Gender == "F" ? femaleTo : maleTo,
            });
    }

    /// <returns>The coverage of each year and sex. A year without data is refused, because every name of the other year would seem to
    /// be new or gone.</returns>
    private static async Task<Dictionary<(int Year, string Gender), string>> CoverageAsync(
        BabyNamesDbContext database, string country, int[] years, string? gender, CancellationToken cancellationToken)
    {
        var totals = database.YearTotals.Where(total => total.CountryCode == country && (gender == null || total.Gender == gender));
        var coverage = await totals.Where(total => years.Contains(total.Year))
            .ToDictionaryAsync(total => (total.Year, total.Gender), total => total.Coverage, cancellationToken);
        foreach (var (year, sex) in years.SelectMany(year => (gender is null ? ["F", "M"] : new[] { gender }).Select(sex => (year, sex))))
        {
            if (coverage.ContainsKey((year, sex)))
                continue;
            var loaded = totals.Where(total => total.Gender == sex);
            var last = await loaded.MaxAsync(total => (int?)total.Year, cancellationToken);
            throw new InvalidInputException($"No births of {year} and sex {sex} are loaded for {country}; "
                + (last is null ? "no year is." : $"the first year is {await loaded.MinAsync(total => total.Year, cancellationToken)}, the newest {last}."));
        }
        return coverage;
    }
}
