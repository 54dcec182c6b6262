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
    [Description("ISO 3166-1 alpha-2 code of the country, two capitals, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("The first year, which is compared with.")]
    public int YearFrom { get; init; }

    [Description("The last year, which is compared.")]
    public int YearTo { get; init; }

    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [GraphQLEnum("Gender")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Births in the first year; null when below the publisher's cut-off (US: under 5).")]
    public long? CountFrom { get; init; }

    [Description("Births in the last year; null when below the publisher's cut-off (US: under 5).")]
    public long? CountTo { get; init; }

    [Description(
        "Place by births in the first year among the names of the same sex, from 1; equal births share a place and the next one jumps. Among the sources loaded, which may be a part of a country (AU). Null when below the cut-off."
    )]
    public int? RankFrom { get; init; }

    [Description(
        "Place by births in the last year among the names of the same sex, from 1; equal births share a place and the next one jumps. Among the sources loaded, which may be a part of a country (AU). Null when below the cut-off."
    )]
    public int? RankTo { get; init; }

    [Description(
        "Percent of the births published for the sex in the first year, two decimals, halves rounded up; null when below the cut-off."
    )]
    public decimal? ShareFrom { get; init; }

    [Description(
        "Percent of the births published for the sex in the last year, two decimals, halves rounded up; null when below the cut-off."
    )]
    public decimal? ShareTo { get; init; }

    [Description("Percentage points that the share rose, or fell when negative, from the shares before they are rounded; four decimals.")]
    [Precision(7, 4)]
    public decimal Change { get; init; }

    [Description(
        "Areas that the figures of the first year cover, for example GB-EAW, GB-SCT. Where the two years differ in it, names also rise and fall because areas were added or left out."
    )]
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
    [Description(ArgumentTexts.First)] int? First
);

/// <summary>The questions <c>risingNames</c> and <c>fallingNames</c>.</summary>
internal sealed class NameChangesQuestion(ArgumentRules rules, RowCounts counts, bool rising)
    : IQuestion<BabyNamesDbContext, NameChangesArguments, IReadOnlyList<NameChange>>
{
    public string Name => rising ? "risingNames" : "fallingNames";

    public string Description =>
        $"The names that {(rising ? "rose" : "fell")} most between two years, by the change of their share of the births published for their sex, then by name and sex. "
        + "A name that is below the publisher's cut-off (US: under 5 births) in one of the two years counts as not given at all in it, so its change is too great by "
        + "less than the cut-off's share. Years in between do not matter.";

    public bool IsOneStatement => false;

    /// <summary>Reads the rows of the two years.</summary>
    public RowEstimate Estimate(NameChangesArguments arguments) =>
        new(Size: null, Read(arguments, arguments.YearFrom) + Read(arguments, arguments.YearTo));

    public async Task<IReadOnlyList<NameChange>> AskAsync(
        NameChangesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var first = rules.First(arguments.First);
        var (names, coverage) = await ReadAsync(arguments, database, cancellationToken);
        // The second order makes a subquery of the first: PostgreSQL computes Change for these names alone, in half the time.
        names = InOrder(InOrder(names).Take(first));
        return await Changes(names, arguments, coverage).ToListAsync(cancellationToken);
    }

    /// <summary>All names that rose or fell, in no order.</summary>
    /// <exception cref="InvalidInputException">A year is not loaded, or an argument is out of range.</exception>
    public async Task<IQueryable<NameChange>> RowsAsync(
        NameChangesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var (names, coverage) = await ReadAsync(arguments, database, cancellationToken);
        return Changes(names, arguments, coverage);
    }

    private async Task<(IQueryable<NameOfTwoYears> Names, Coverage Coverage)> ReadAsync(
        NameChangesArguments arguments,
        BabyNamesDbContext database,
        CancellationToken cancellationToken
    )
    {
        var minimum = ArgumentRules.AtLeast("minimumBirths", arguments.MinimumBirths, 1);
        var (from, to) = ArgumentRules.Years(arguments.YearFrom, arguments.YearTo);
        if (from == to)
            throw new InvalidInputException($"`yearFrom` and `yearTo` are both {from}; give two years.");
        var (country, gender) = (arguments.Country, arguments.Gender);
        rules.CheckCountry(database, country);
        var coverage = await CoverageAsync(database, country, (from, to), gender, cancellationToken);
        var rows = database.NameStatistics.Where(row => row.CountryCode == country && (gender == null || row.Gender == gender));
        var names = Join(rows.Where(row => row.Year == from), rows.Where(row => row.Year == to))
            .Where(name => name.First!.Count >= minimum || name.Last!.Count >= minimum);
        return (rising ? names.Where(name => name.Difference > 0) : names.Where(name => name.Difference < 0), coverage);
    }

    private long Read(NameChangesArguments arguments, int year) =>
        counts.Within(typeof(NameStatistic), RowBounds.Of(arguments.Country, year, year, arguments.Gender));

    /// <summary>The rows of both years by name and sex; without the names of one year alone that did the opposite, as a name that rose
    /// has a row in the last year and one that fell has one in the first. PostgreSQL groups the rows of both years in twice the time.</summary>
    private IQueryable<NameOfTwoYears> Join(IQueryable<NameStatistic> first, IQueryable<NameStatistic> last)
    {
        var names = rising
            ? last.LeftJoin(
                first,
                row => new { row.Name, row.Gender },
                row => new { row.Name, row.Gender },
                (row, earlier) =>
                    new
                    {
                        row.Name,
                        row.Gender,
                        First = earlier,
                        Last = (NameStatistic?)row,
                    }
            )
            : first.LeftJoin(
                last,
                row => new { row.Name, row.Gender },
                row => new { row.Name, row.Gender },
                (row, later) =>
                    new
                    {
                        row.Name,
                        row.Gender,
                        First = (NameStatistic?)row,
                        Last = later,
                    }
            );
        return names.Select(name => new NameOfTwoYears
        {
            Name = name.Name,
            Gender = name.Gender,
            First = name.First,
            Last = name.Last,
            Difference = ((double?)name.Last!.Count / name.Last.YearTotal ?? 0) - ((double?)name.First!.Count / name.First.YearTotal ?? 0),
        });
    }

    private IOrderedQueryable<NameOfTwoYears> InOrder(IQueryable<NameOfTwoYears> names) =>
        (rising ? names.OrderByDescending(name => name.Difference) : names.OrderBy(name => name.Difference))
            .ThenBy(name => name.Name)
            .ThenBy(name => name.Gender);

    private static IQueryable<NameChange> Changes(IQueryable<NameOfTwoYears> names, NameChangesArguments arguments, Coverage coverage) =>
        names.Select(name => new NameChange
        {
            CountryCode = arguments.Country,
            YearFrom = arguments.YearFrom,
            YearTo = arguments.YearTo,
            Name = name.Name,
            Gender = name.Gender,
            CountFrom = (long?)name.First!.Count,
            CountTo = (long?)name.Last!.Count,
            RankFrom = (int?)name.First.Rank,
            RankTo = (int?)name.Last.Rank,
            ShareFrom = (decimal?)name.First.Share,
            ShareTo = (decimal?)name.Last.Share,
            Difference = name.Difference,
            // PostgreSQL rounds halves away from zero.
            Change = Math.Round((decimal)(100 * name.Difference), 4),
            CoverageFrom = name.Gender == "F" ? coverage.FemaleFrom : coverage.MaleFrom,
            CoverageTo = name.Gender == "F" ? coverage.FemaleTo : coverage.MaleTo,
        });

    /// <summary>A year without data is refused, because every name of the other year would seem to be new or gone.</summary>
    private static async Task<Coverage> CoverageAsync(
        BabyNamesDbContext database,
        string country,
        (int From, int To) years,
        string? gender,
        CancellationToken cancellationToken
    )
    {
        var totals = database.YearTotals.Where(total => total.CountryCode == country && (gender == null || total.Gender == gender));
        var coverage = await totals
            .Where(total => total.Year == years.From || total.Year == years.To)
            .ToDictionaryAsync(total => (total.Year, total.Gender), total => total.Coverage, cancellationToken);
        foreach (var year in new[] { years.From, years.To })
        {
            foreach (var sex in gender is null ? ["F", "M"] : new[] { gender })
            {
                if (coverage.ContainsKey((year, sex)))
                    continue;
                var loaded = totals.Where(total => total.Gender == sex);
                var last = await loaded.MaxAsync(total => (int?)total.Year, cancellationToken);
                var oldest = await loaded.MinAsync(total => (int?)total.Year, cancellationToken);
                throw new InvalidInputException(
                    $"No births of {year} and sex {sex} are loaded for {country}; "
                        + (last is null ? "no year is." : $"the first year is {oldest}, the newest {last}.")
                );
            }
        }
        string Of(int year, string sex) => coverage.GetValueOrDefault((year, sex), "");
        return new(Of(years.From, "F"), Of(years.To, "F"), Of(years.From, "M"), Of(years.To, "M"));
    }

    private sealed record Coverage(string FemaleFrom, string FemaleTo, string MaleFrom, string MaleTo);

    /// <summary>A name and its rows in two years; null in a year in which it has none.</summary>
    private sealed class NameOfTwoYears
    {
        public required string Name { get; init; }

        public required string Gender { get; init; }

        public NameStatistic? First { get; init; }

        public NameStatistic? Last { get; init; }

        /// <summary>Change of the shares as fractions of 1.</summary>
        public double Difference { get; init; }
    }
}
