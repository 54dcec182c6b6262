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
    [Description("Year of birth, 1800 to 2100. " + PopularNamesQuestion.OnePeriod)] int? Year,
    [Description("First year of a decade: 1990 is 1990 to 1999.")] int? Decade,
    [Description("First year of a range; with `yearTo`.")] int? YearFrom,
    [Description("Last year of a range; with `yearFrom`, and not before it.")] int? YearTo,
    [Description(ArgumentTexts.Gender), GraphQLEnum("Gender"), AllowedValues("F", "M")] string? Gender,
    [Description(ArgumentTexts.Area)] string? Area
);

/// <summary>The question <c>popularNames</c>.</summary>
internal sealed class PopularNamesQuestion(ArgumentRules rules, RowCounts counts)
{
    public const string OnePeriod = "Give exactly one period: `year`, or `decade`, or `yearFrom` and `yearTo`.";

    public const string Description =
        "The names given most in one country and period: by births, which is by rank, then by name. Without `gender` names of both sexes, each with its rank "
        + "within its own sex. For a decade or a range births, rank and share are of all its years that are loaded. Years in which a name stayed below the "
        + "publisher's cut-off (US: under 5 births) add nothing.";

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

    public void AddField(ConventionSchema schema) =>
        schema
            .Connection<BabyNamesDbContext, PopularNamesArguments, PeriodStatistic>(
                "popularNames",
                Description,
                Source,
                // For a year or decade an index has this order. All rows of a range may have to be added up.
                (arguments, isCounted) =>
                    isCounted || arguments.YearFrom is not null ? counts.Within(typeof(NameStatistic), Bounds(arguments)) : 0,
                // By births, which is the order by rank and that of the index.
                order: ["-count", "name"]
            )
            .Cached();

    public static RowBounds Bounds(PopularNamesArguments arguments) =>
        RowBounds.Of(
            arguments.Country,
            arguments.YearFrom ?? arguments.Year ?? arguments.Decade,
            arguments.YearTo ?? arguments.Year ?? arguments.Decade + 9,
            arguments.Gender
        );

    /// <exception cref="InvalidInputException">An argument is out of range, or there is not exactly one period.</exception>
    public RowSource<PeriodStatistic> Source(BabyNamesDbContext database, PopularNamesArguments arguments)
    {
        var (country, gender) = (arguments.Country, arguments.Gender);
        var part = rules.Part(database, country, arguments.Area);
        var (givenYear, givenDecade) = (ArgumentRules.Year("year", arguments.Year), ArgumentRules.Year("decade", arguments.Decade));
        return (givenYear, givenDecade, arguments.YearFrom, arguments.YearTo) switch
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
            _ => throw new InvalidInputException(OnePeriod),
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
