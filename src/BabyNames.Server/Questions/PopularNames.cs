using BabyNames.Conventions.Caching;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Datasets;
using GraphQL;

namespace BabyNames.Server.Questions;

/// <summary>The question <c>popularNames</c>.</summary>
internal sealed class PopularNamesQuestion(QuestionArguments arguments)
{
    private const string OnePeriod = "Give exactly one period: `year`, or `decade`, or `yearFrom` and `yearTo`.";

    public void AddField(QuestionInputs inputs) => inputs.Schema.Connection<BabyNamesDbContext, NameStatistic>(
        "popularNames",
        "The names given most in one country and period: by births, which is by rank, then by name. Without `gender` names of both sexes, each with its rank "
        + "within its own sex. For a decade or a range births, rank, share and `yearTotal` are of all its years that are loaded, `year` is the first one asked "
        + "for, and `datasetCount` is of the year that has most. Years in which a name stayed below the publisher's cut-off (US: under 5 births) add nothing.",
        Source,
        // By births, which is by rank: the index has the births.
        order: ["-count", "name"], isFixed: true,
        inputs.Country,
        QuestionInputs.Make("year", inputs.Nullable<int>(), $"Year of birth, {QuestionArguments.FirstYear} to {QuestionArguments.LastYear}. {OnePeriod}"),
        QuestionInputs.Make("decade", inputs.Nullable<int>(), "First year of a decade: 1990 is 1990 to 1999."),
        QuestionInputs.Make("yearFrom", inputs.Nullable<int>(), "First year of a range; with `yearTo`."),
        QuestionInputs.Make("yearTo", inputs.Nullable<int>(), "Last year of a range; with `yearFrom`, and not before it."),
        inputs.Gender).Cached();

    private IQueryable<NameStatistic> Source(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var rows = Period(database, arguments.ReadCountry(database, context), context);
        return QuestionArguments.ReadGender(context) is { } gender ? rows.Where(one => one.Gender == gender) : rows;
    }

    private static IQueryable<NameStatistic> Period(BabyNamesDbContext database, string country, IResolveFieldContext context) =>
        (Read(context, "year"), Read(context, "decade"), Read(context, "yearFrom"), Read(context, "yearTo")) switch
        {
            ({ } year, null, null, null) => database.NameStatistics.Where(one => one.CountryCode == country && one.Year == year),
            (null, { } decade, null, null) when decade % 10 == 0 => database.DecadeStatistics.Where(one => one.CountryCode == country && one.Year == decade),
            (null, { } decade, null, null) => throw new InvalidInputException($"`decade` is {decade}; give its first year, {decade / 10 * 10}."),
            (null, null, { }, { }) => Range(database, country, QuestionArguments.ReadYears(context)),
            _ => throw new InvalidInputException(OnePeriod),
        };

    private static IQueryable<NameStatistic> Range(BabyNamesDbContext database, string country, (int From, int To) years) =>
        database.RangeStatistics(country, years.From, years.To);

    private static int? Read(IResolveFieldContext context, string argument) => QuestionArguments.ReadYear(context, argument);
}
