using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Records;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;

namespace BabyNames.Server.Questions;

internal sealed record PopularNamesArguments(
    [Description(ArgumentTexts.Country)] string Country,
    [Description("Year of birth, 1800 to 2100. " + PopularNamesQuestion.PeriodRule)] int? Year,
    [Description("First year of a decade, for example 1990 for 1990 to 1999.")] int? Decade,
    [Description("First year of a range, 1800 to 2100. It requires `yearTo`.")] int? YearFrom,
    [Description("Last year of a range, 1800 to 2100, not before `yearFrom`. It requires `yearFrom`.")] int? YearTo,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description(ArgumentTexts.Area)] string? Area
);

/// <summary>The question <c>popularNames</c>.</summary>
internal sealed class PopularNamesQuestion(ArgumentRules rules, RowCounts counts)
{
    public const string PeriodRule = "Give exactly one period: `year`, or `decade`, or `yearFrom` and `yearTo`.";

    public const string Description =
        "The most frequent names of one country and period, ordered by births (descending), then by name. Without `gender` the result "
        + "has names of both sexes, and the rank of a name is its rank within its sex. The figures of a decade or a range cover "
        + "its loaded years. Years in which a name is below the publisher's cut-off (below 5 births in the US) are not included.";

    private static readonly Expression<Func<BabyNamesDbContext, string, int, IQueryable<PeriodStatistic>>> OfYear = (
        database,
        country,
        year
    ) => database.YearsOfCountries.Where(row => row.CountryCode == country && row.YearFrom == year);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, string, IQueryable<PeriodStatistic>>> OfYearAndGender = (
        database,
        country,
        year,
        gender
    ) => database.YearsOfCountries.Where(row => row.CountryCode == country && row.YearFrom == year && row.Gender == gender);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, IQueryable<PeriodStatistic>>> OfDecade = (
        database,
        country,
        decade
    ) => database.DecadesOfCountries.Where(row => row.CountryCode == country && row.YearFrom == decade);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, string, IQueryable<PeriodStatistic>>> OfDecadeAndGender = (
        database,
        country,
        decade,
        gender
    ) => database.DecadesOfCountries.Where(row => row.CountryCode == country && row.YearFrom == decade && row.Gender == gender);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, IQueryable<PeriodStatistic>>> OfPart = (
        database,
        area,
        year
    ) => database.YearsOfParts.Where(row => row.Area == area && row.YearFrom == year);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, string, IQueryable<PeriodStatistic>>> OfPartAndGender = (
        database,
        area,
        year,
        gender
    ) => database.YearsOfParts.Where(row => row.Area == area && row.YearFrom == year && row.Gender == gender);

    /// <summary>Adds the GraphQL field.</summary>
    public void AddField(ConventionSchema schema) =>
        schema
            .Connection<BabyNamesDbContext, PopularNamesArguments, PeriodStatistic>(
                "popularNames",
                Description,
                Source,
                // For a year or decade an index has this order. For a range the database may read all rows to compute the sums.
                (arguments, isCounted) =>
                    isCounted || arguments.YearFrom is not null ? counts.Within(typeof(NameStatistic), Bounds(arguments)) : 0,
                // The order by births is the order by rank, and an index has it.
                order: ["-count", "name"]
            )
            .Cached();

    /// <summary>Returns the bounds of the rows that the arguments select.</summary>
    public static RowBounds Bounds(PopularNamesArguments arguments) =>
        RowBounds.Of(
            arguments.Country,
            arguments.YearFrom ?? arguments.Year ?? arguments.Decade,
            arguments.YearTo ?? arguments.Year ?? arguments.Decade + 9,
            arguments.Gender
        );

    /// <summary>Returns the query of the rows.</summary>
    /// <exception cref="InvalidInputException">An argument is out of range, or the number of periods is not one.</exception>
    public RowSource<PeriodStatistic> Source(BabyNamesDbContext database, PopularNamesArguments arguments)
    {
        var (country, gender) = (arguments.Country, arguments.Gender);
        var part = rules.Part(database, country, arguments.Area);
        var (validYear, validDecade) = (ArgumentRules.Year("year", arguments.Year), ArgumentRules.Year("decade", arguments.Decade));
        return (validYear, validDecade, arguments.YearFrom, arguments.YearTo) switch
        {
            ({ } year, null, null, null) when part is not null => gender is null
                ? new(OfPart, part, year)
                : new(OfPartAndGender, part, year, gender),
            ({ } year, null, null, null) => gender is null ? new(OfYear, country, year) : new(OfYearAndGender, country, year, gender),
            (null, { } decade, null, null) when decade % 10 == 0 && part is not null => Range(
                database,
                country,
                part,
                gender,
                (decade, decade + 9)
            ),
            (null, { } decade, null, null) when decade % 10 == 0 => gender is null
                ? new(OfDecade, country, decade)
                : new(OfDecadeAndGender, country, decade, gender),
            (null, { } decade, null, null) => throw new InvalidInputException(
                $"`decade` is {decade}; give its first year, {decade / 10 * 10}."
            ),
            (null, null, { }, { }) => Range(database, country, part, gender, ArgumentRules.Years(arguments.YearFrom, arguments.YearTo)),
            _ => throw new InvalidInputException(PeriodRule),
        };
    }

    private static RowSource<PeriodStatistic> Range(
        BabyNamesDbContext database,
        string country,
        string? part,
        string? gender,
        (int From, int To) years
    )
    {
        if (part is not null)
        {
            var sums = database.RangeOfPart(part, years.From, years.To);
            return RowSource<PeriodStatistic>.Uncached<BabyNamesDbContext>(gender is null ? sums : sums.Where(row => row.Gender == gender));
        }
        var rows = new RangeStatistics(database, country, years.From, years.To, gender);
        return RowSource<PeriodStatistic>.Uncached<BabyNamesDbContext>(rows.All, rows.First);
    }
}
