using System.Text;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Checks the arguments that questions have in common.</summary>
internal sealed class ArgumentRules(GraphQLLimits limits)
{
    public const int FirstYear = NameRecord.FirstYear;
    public const int LastYear = NameRecord.LastYear;
    public const int LongestName = 100;

    private readonly KnownAreas _areas = new();

    /// <param name="country">Null for all countries.</param>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    public void CheckCountry(BabyNamesDbContext database, string? country)
    {
        if (country is not null)
            _areas.CheckCountry(database, country);
    }

    /// <returns>The code of the part; null for the country as a whole.</returns>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    /// <exception cref="UnknownAreaException">The country has no such area.</exception>
    public string? Part(BabyNamesDbContext database, string country, string? area)
    {
        CheckCountry(database, country);
        if (area is null || area == country)
            return null;
        _areas.CheckArea(database, area, country);
        return area;
    }

    /// <summary>The statistics of one country, and of the given sex and years.</summary>
    /// <exception cref="UnknownCountryException">No country has the code.</exception>
    /// <exception cref="InvalidInputException">A year is out of range, or the last one is before the first.</exception>
    public IQueryable<PeriodStatistic> Statistics(BabyNamesDbContext database, string country, string? gender, int? yearFrom, int? yearTo)
    {
        CheckCountry(database, country);
        return Of(database.YearsOfCountries.Where(row => row.CountryCode == country), gender, yearFrom, yearTo);
    }

    /// <summary>Filters rows by sex and years.</summary>
    /// <exception cref="InvalidInputException">A year is out of range, or the last one is before the first.</exception>
    public static IQueryable<PeriodStatistic> Of(IQueryable<PeriodStatistic> statistics, string? gender, int? yearFrom, int? yearTo)
    {
        var (from, to) = Years(yearFrom, yearTo);
        var rows = Within(statistics, from, to);
        return gender is null ? rows : rows.Where(row => row.Gender == gender);
    }

    /// <summary>Filters rows of some names by year. The expression hides the column from the planner, which assumes few rows for unknown
    /// years of a prepared statement and would read the whole index of the country, in 30 times the time.</summary>
    public static IQueryable<PeriodStatistic> Within(IQueryable<PeriodStatistic> rows, int from, int to) =>
        rows.Where(row => row.YearFrom - from >= 0 && row.YearFrom - to <= 0);

    /// <returns>The default page size if <paramref name="first"/> is null.</returns>
    /// <exception cref="InvalidInputException">Too few or too many.</exception>
    public int First(int? first)
    {
        var size = first ?? limits.DefaultPageSize;
        return size >= 1 && size <= limits.MaxPageSize
            ? size
            : throw new InvalidInputException($"`first` is {size}; give 1 to {limits.MaxPageSize}.");
    }

    /// <returns>The name as it is stored.</returns>
    /// <exception cref="InvalidInputException">The text is not a name.</exception>
    public static string Name(string name) => Spell("`name`", name);

    /// <returns>The names as they are stored, in the given order.</returns>
    /// <exception cref="InvalidInputException">A text is not a name, or there are too few or too many.</exception>
    public static List<string> Names(IReadOnlyList<string> names, int least, int most)
    {
        if (names.Count < least || names.Count > most)
            throw new InvalidInputException($"`names` has {names.Count} names; give {least} to {most}.");
        return [.. names.Select((name, i) => Spell($"`names[{i}]`", name))];
    }

    /// <returns>First and last year, inclusive; the limits of all years if they are null.</returns>
    /// <exception cref="InvalidInputException">A year is out of range, or the last one is before the first.</exception>
    public static (int From, int To) Years(int? yearFrom, int? yearTo)
    {
        var (from, to) = (Year("yearFrom", yearFrom) ?? FirstYear, Year("yearTo", yearTo) ?? LastYear);
        return from <= to ? (from, to) : throw new InvalidInputException($"`yearFrom` {from} is after `yearTo` {to}; exchange them.");
    }

    /// <exception cref="InvalidInputException">The year is out of range.</exception>
    public static int? Year(string argument, int? year) =>
        year is < FirstYear or > LastYear
            ? throw new InvalidInputException($"`{argument}` is {year}; give a year from {FirstYear} to {LastYear}.")
            : year;

    /// <returns>The minimum if the value is null.</returns>
    /// <exception cref="InvalidInputException">The value is below the minimum.</exception>
    public static int AtLeast(string argument, int? value, int least) =>
        value is null || value >= least
            ? value ?? least
            : throw new InvalidInputException($"`{argument}` is {value}; give {least} or more.");

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
