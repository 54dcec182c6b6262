using System.Linq.Expressions;
using BabyNames.Conventions.Caching;
using BabyNames.Conventions.Cost;
using BabyNames.Conventions.Queries;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using GraphQL;

namespace BabyNames.Server.Questions;

/// <summary>The question <c>popularNames</c>.</summary>
internal sealed class PopularNamesQuestion(QuestionArguments arguments)
{
    private const string OnePeriod = "Give exactly one period: `year`, or `decade`, or `yearFrom` and `yearTo`.";

    private static readonly Expression<Func<BabyNamesDbContext, string, int, IQueryable<NameStatistic>>> OfYear =
        (database, country, year) => database.NameStatistics.Where(row => row.CountryCode == country && row.Year == year);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, string, IQueryable<NameStatistic>>> OfYearAndGender =
        (database, country, year, gender) => database.NameStatistics.Where(row => row.CountryCode == country && row.Year == year && row.Gender == gender);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, IQueryable<NameStatistic>>> OfDecade =
        (database, country, decade) => database.DecadeStatistics.Where(row => row.CountryCode == country && row.Year == decade);

    private static readonly Expression<Func<BabyNamesDbContext, string, int, string, IQueryable<NameStatistic>>> OfDecadeAndGender =
        (database, country, decade, gender) => database.DecadeStatistics.Where(row => row.CountryCode == country && row.Year == decade && row.Gender == gender);

    public void AddField(QuestionInputs inputs) => inputs.Schema.Connection<BabyNamesDbContext, NameStatistic>(
        "popularNames",
        "The names given most in one country and period: by births, which is by rank, then by name. Without `gender` names of both sexes, each with its rank "
        + "within its own sex. For a decade or a range births, rank, share and `yearTotal` are of all its years that are loaded, `year` is the first one asked "
        + "for, and `datasetCount` is of the year that has most. Years in which a name stayed below the publisher's cut-off (US: under 5 births) add nothing.",
        Source,
        // By births, which is the order by rank and that of the index.
        order: ["-count", "name"], isFixed: true,
        inputs.Country,
        QuestionInputs.Make("year", inputs.Nullable<int>(), $"Year of birth, {QuestionArguments.FirstYear} to {QuestionArguments.LastYear}. {OnePeriod}"),
        QuestionInputs.Make("decade", inputs.Nullable<int>(), "First year of a decade: 1990 is 1990 to 1999."),
        QuestionInputs.Make("yearFrom", inputs.Nullable<int>(), "First year of a range; with `yearTo`."),
        QuestionInputs.Make("yearTo", inputs.Nullable<int>(), "Last year of a range; with `yearFrom`, and not before it."),
        inputs.Gender).Cached().Estimated(field => new(Size: null, Read: RowsRead(inputs.Counts, field)));

    /// <summary>For a year or decade an index has this order. All rows of a range may have to be added up.</summary>
    private static long RowsRead(RowCounts counts, FieldValues field) =>
        field.Counts || field["yearFrom"] is not null ? counts.Within(typeof(NameStatistic), QuestionArguments.Bounds(field)) : 0;

    private RowSource<NameStatistic> Source(BabyNamesDbContext database, IResolveFieldContext context) =>
        Period(database, arguments.ReadCountry(database, context), QuestionArguments.ReadGender(context), context);

    private static RowSource<NameStatistic> Period(BabyNamesDbContext database, string country, string? gender, IResolveFieldContext context) =>
        (Read(context, "year"), Read(context, "decade"), Read(context, "yearFrom"), Read(context, "yearTo")) switch
        {
            ({ } year, null, null, null) => gender is null ? new(OfYear, country, year) : new(OfYearAndGender, country, year, gender),
            (null, { } decade, null, null) when decade % 10 == 0 =>
                gender is null ? new(OfDecade, country, decade) : new(OfDecadeAndGender, country, decade, gender),
            (null, { } decade, null, null) => throw new InvalidInputException($"`decade` is {decade}; give its first year, {decade / 10 * 10}."),
            (null, null, { }, { }) => Range(database, country, gender, QuestionArguments.ReadYears(context)),
            _ => throw new InvalidInputException(OnePeriod),
        };

    private static RowSource<NameStatistic> Range(BabyNamesDbContext database, string country, string? gender, (int From, int To) years)
    {
        var rows = new RangeStatistics(database, country, years.From, years.To, gender);
        return RowSource<NameStatistic>.Once<BabyNamesDbContext>(rows.All, rows.First);
    }

    private static int? Read(IResolveFieldContext context, string argument) => QuestionArguments.ReadYear(context, argument);
}
