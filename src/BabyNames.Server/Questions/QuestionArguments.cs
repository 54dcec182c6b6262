using System.Collections;
using System.Text;
using BabyNames.Conventions;
using BabyNames.Conventions.Cost;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using BabyNames.Sources;
using GraphQL;

namespace BabyNames.Server.Questions;

/// <summary>Reads the arguments that questions have in common.</summary>
internal sealed class QuestionArguments(ConventionLimits limits)
{
    public const int FirstYear = NameRecord.FirstYear;
    public const int LastYear = NameRecord.LastYear;
    public const int LongestName = 100;

    private readonly KnownCountries _countries = new();

    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public string ReadCountry(BabyNamesDbContext database, IResolveFieldContext context) => ReadOptionalCountry(database, context)!;

    /// <inheritdoc cref="ReadCountry"/>
    public string? ReadOptionalCountry(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var code = context.GetArgument<string?>("country");
        if (code is not null)
            _countries.Check(database, code);
        return code;
    }

    /// <summary>The bounds that the arguments set.</summary>
    public static RowBounds Bounds(FieldValues field)
    {
        var decade = field["decade"] as int?;
        var (from, to) = ((field["yearFrom"] ?? field["year"]) as int? ?? decade, (field["yearTo"] ?? field["year"]) as int? ?? decade + 9);
        return RowBounds.Of(field["country"] as string, from, to, field["gender"] as string);
    }

    /// <returns>The number of values of <c>names</c>.</returns>
    public static int CountNames(FieldValues field) => (field["names"] as IEnumerable)?.Cast<object?>().Count() ?? 0;

    /// <summary>The statistics of one country, and of the given sex and years.</summary>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    /// <exception cref="InvalidInputException">A year is out of range, or the last one is before the first.</exception>
    public IQueryable<NameStatistic> ReadStatistics(BabyNamesDbContext database, IResolveFieldContext context)
    {
        var country = ReadCountry(database, context);
        var (from, to) = ReadYears(context);
        var rows = Within(database.NameStatistics, from, to).Where(row => row.CountryCode == country);
        return ReadGender(context) is { } gender ? rows.Where(row => row.Gender == gender) : rows;
    }

    /// <summary>Filters rows of some names by year. The expression hides the column from the planner, which assumes few rows for unknown
    /// years of a prepared statement and would read the whole index of the country, in 30 times the time.</summary>
    public static IQueryable<NameStatistic> Within(IQueryable<NameStatistic> rows, int from, int to) =>
        rows.Where(row => row.Year - from >= 0 && row.Year - to <= 0);

    /// <exception cref="InvalidInputException">Too few or too many.</exception>
    public int ReadFirst(IResolveFieldContext context)
    {
        var first = context.GetArgument<int?>("first") ?? limits.DefaultPageSize;
        return first >= 1 && first <= limits.MaxPageSize
            ? first
            : throw new InvalidInputException($"`first` is {first}; give 1 to {limits.MaxPageSize}.");
    }

    /// <returns>The name as it is stored.</returns>
    /// <exception cref="InvalidInputException">The text is not a name.</exception>
    public static string ReadName(IResolveFieldContext context) => Spell("`name`", context.GetArgument<string>("name"));

    /// <returns>The names as they are stored, in the given order.</returns>
    /// <exception cref="InvalidInputException">A text is not a name, or there are too few or too many.</exception>
    public static IReadOnlyList<string> ReadNames(IResolveFieldContext context, int least, int most)
    {
        var names = context.GetArgument<List<string>>("names");
        if (names.Count < least || names.Count > most)
            throw new InvalidInputException($"`names` has {names.Count} names; give {least} to {most}.");
        return [.. names.Select((name, i) => Spell($"`names[{i}]`", name))];
    }

    public static string? ReadGender(IResolveFieldContext context) => context.GetArgument<string?>("gender");

    /// <returns>First and last year, inclusive; the limits of all years if they are not given.</returns>
    /// <exception cref="InvalidInputException">A year is out of range, or the last one is before the first.</exception>
    public static (int From, int To) ReadYears(IResolveFieldContext context)
    {
        var (from, to) = (ReadYear(context, "yearFrom") ?? FirstYear, ReadYear(context, "yearTo") ?? LastYear);
        return from <= to ? (from, to) : throw new InvalidInputException($"`yearFrom` {from} is after `yearTo` {to}; exchange them.");
    }

    /// <exception cref="InvalidInputException">The year is out of range.</exception>
    public static int? ReadYear(IResolveFieldContext context, string argument) => context.GetArgument<int?>(argument) switch
    {
        < FirstYear or > LastYear => throw new InvalidInputException(
            $"`{argument}` is {context.GetArgument<int>(argument)}; give a year from {FirstYear} to {LastYear}."),
        var year => year,
    };

    /// <returns>The minimum if the argument is not given.</returns>
    /// <exception cref="InvalidInputException">The value is below the minimum.</exception>
    public static int ReadAtLeast(IResolveFieldContext context, string argument, int least)
    {
        var value = context.GetArgument<int?>(argument) ?? least;
        return value >= least ? value : throw new InvalidInputException($"`{argument}` is {value}; give {least} or more.");
    }

    private static string Spell(string argument, string asked)
    {
        // Text that cannot be normalized: half of a surrogate pair, shown as the replacement character, and U+FFFE.
        if (asked.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || rune.Value == 0xFFFE || Rune.IsControl(rune)))
            throw new InvalidInputException($"{argument} holds a control character or damaged text; give a name.");
        var name = NameNormalizer.Normalize(asked);
        return name.Length is > 0 and <= LongestName
            ? name
            : throw new InvalidInputException($"{argument} has {name.Length} characters; give a name of 1 to {LongestName}.");
    }
}
