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

[Description("The change of one name of one sex between two years.")]
public sealed class NameChange
{
    [Description("ISO 3166-1 alpha-2 code of the country: two capital letters, for example US.")]
    public string CountryCode { get; init; } = "";

    [Description("The first of the two years.")]
    public int YearFrom { get; init; }

    [Description("The last of the two years.")]
    public int YearTo { get; init; }

    [Description("The name as the statistics spell it.")]
    public string Name { get; init; } = "";

    [GraphQLEnum("Gender")]
    [Description("Sex as published: F for female, M for male.")]
    public string Gender { get; init; } = "";

    [Description("Number of births in the first year. The value is null if it is below the publisher's cut-off (below 5 in the US).")]
    public long? CountFrom { get; init; }

    [Description("Number of births in the last year. The value is null if it is below the publisher's cut-off (below 5 in the US).")]
    public long? CountTo { get; init; }

    [Description("Rank by births in the first year among the names of the same sex, from 1. " + ArgumentTexts.RankNotes)]
    public int? RankFrom { get; init; }

    [Description("Rank by births in the last year among the names of the same sex, from 1. " + ArgumentTexts.RankNotes)]
    public int? RankTo { get; init; }

    [Description(
        "Percentage of all births published for the sex in the first year: 0 to 100, two decimals, halves rounded up. The value is null if "
            + "the births are below the publisher's cut-off."
    )]
    public decimal? ShareFrom { get; init; }

    [Description(
        "Percentage of all births published for the sex in the last year: 0 to 100, two decimals, halves rounded up. The value is null if "
            + "the births are below the publisher's cut-off."
    )]
    public decimal? ShareTo { get; init; }

    [Description(
        "Change of the share in percentage points, four decimals. It is negative if the share fell. It is computed from the shares before "
            + "they are rounded."
    )]
    [Precision(7, 4)]
    public decimal Change { get; init; }

    [Description(
        "Codes of the areas that the figures of the first year cover, for example GB-EAW, GB-SCT. If the two years cover different areas, "
            + "names also rise and fall because of the areas."
    )]
    public string CoverageFrom { get; init; } = "";

    [Description("Codes of the areas that the figures of the last year cover, for example GB-EAW, GB-SCT.")]
    public string CoverageTo { get; init; } = "";

    /// <summary>Change of the share as a fraction of 1.</summary>
    internal double Difference { get; init; }
}

internal sealed record NameChangesArguments(
    [Description(ArgumentTexts.Country)] string Country,
    [Description("The first of the two years. It must be loaded for each requested sex.")] int YearFrom,
    [Description("The last of the two years, after `yearFrom`. It must be loaded for each requested sex.")] int YearTo,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description(
        "Minimum number of births, 1 or more. A name is not included if it has fewer births in each of the two years. The default is 1."
    )]
        int? MinimumBirths,
    [Description(ArgumentTexts.First)] int? First
);

/// <summary>The questions <c>risingNames</c> and <c>fallingNames</c>.</summary>
internal sealed class NameChangesQuestion(ArgumentRules rules, RowCounts counts, bool rising)
    : IQuestion<BabyNamesDbContext, NameChangesArguments, IReadOnlyList<NameChange>>
{
    public string Name => rising ? "risingNames" : "fallingNames";

    public string Description =>
        $"The names that {(rising ? "rose" : "fell")} most between two years. The order is by the change of their share of all births "
        + "published for their sex, then by name and sex. If a name is below the publisher's cut-off (below 5 births in the US) "
        + "in one of the two years, its share in this year counts as zero. The error of the change is less than the share of the "
        + "cut-off. The years between the two years are not used.";

    public bool IsOneStatement => false;

    /// <summary>The database reads the rows of the two years.</summary>
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
        // The first order and limit become a subquery of the second, so that PostgreSQL computes Change for only these names. This
        // takes half of the time.
        names = InOrder(InOrder(names).Take(first));
        return await Changes(names, arguments, coverage).ToListAsync(cancellationToken);
    }

    /// <summary>Returns all names that rose or fell, in no order.</summary>
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

    /// <summary>Joins the rows of both years by name and sex. A name that rose has a row in the last year, and a name that fell has a row
    /// in the first year, so that a left join is sufficient. Grouping the rows of both years takes twice the time.</summary>
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

    /// <summary>Reads the areas that the figures of the two years cover.</summary>
    /// <exception cref="InvalidInputException">A year is not loaded. Without its data every name of the other year would be new or
    /// gone.</exception>
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
                        + (last is null ? "no year is loaded." : $"the first loaded year is {oldest}, the last is {last}.")
                );
            }
        }
        string Of(int year, string sex) => coverage.GetValueOrDefault((year, sex), "");
        return new(Of(years.From, "F"), Of(years.To, "F"), Of(years.From, "M"), Of(years.To, "M"));
    }

    private sealed record Coverage(string FemaleFrom, string FemaleTo, string MaleFrom, string MaleTo);

    /// <summary>A name and its rows in the two years. A row is null if the name has none in this year.</summary>
    private sealed class NameOfTwoYears
    {
        public required string Name { get; init; }

        public required string Gender { get; init; }

        public NameStatistic? First { get; init; }

        public NameStatistic? Last { get; init; }

        /// <summary>Change of the share as a fraction of 1.</summary>
        public double Difference { get; init; }
    }
}
