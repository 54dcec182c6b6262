using System.Text;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine;
using BabyNames.Server.Errors;
using BabyNames.Sources;

namespace BabyNames.Server.Questions;

/// <summary>Checks the arguments that several questions have.</summary>
internal sealed class ArgumentRules(GraphQLLimits limits)
{
    /// <summary>First year of the permitted range.</summary>
    public const int FirstYear = NameRecord.FirstYear;

    /// <summary>Last year of the permitted range.</summary>
    public const int LastYear = NameRecord.LastYear;

    /// <summary>Maximum length of a name in characters.</summary>
    public const int MaxNameLength = 100;

    private readonly KnownAreas _areas = new();

    /// <summary>Checks that a country exists.</summary>
    /// <param name="country">Code of the country; null for all countries.</param>
    /// <exception cref="UnknownCountryException">No country has this code.</exception>
    public void CheckCountry(BabyNamesDbContext database, string? country)
    {
        if (country is not null)
            _areas.CheckCountry(database, country);
    }

    /// <summary>Checks that an area of a country exists.</summary>
    /// <returns>The code of the part; null for the whole country.</returns>
    /// <exception cref="UnknownCountryException">No country has this code.</exception>
    /// <exception cref="UnknownAreaException">The country has no area with this code.</exception>
    public string? Part(BabyNamesDbContext database, string country, string? area)
    {
        CheckCountry(database, country);
        if (area is null || area == country)
            return null;
        _areas.CheckArea(database, area, country);
        return area;
    }

    /// <summary>Returns the statistics of a country, filtered by sex and years.</summary>
    /// <exception cref="UnknownCountryException">No country has this code.</exception>
    /// <exception cref="InvalidInputException">A year is out of range, or <paramref name="yearTo"/> is before
    /// <paramref name="yearFrom"/>.</exception>
    public IQueryable<PeriodStatistic> Statistics(BabyNamesDbContext database, string country, string? gender, int? yearFrom, int? yearTo)
    {
        CheckCountry(database, country);
        return Of(database.YearsOfCountries.Where(row => row.CountryCode == country), gender, yearFrom, yearTo);
    }

    /// <summary>Filters rows by sex and years.</summary>
    /// <exception cref="InvalidInputException">A year is out of range, or <paramref name="yearTo"/> is before
    /// <paramref name="yearFrom"/>.</exception>
    public static IQueryable<PeriodStatistic> Of(IQueryable<PeriodStatistic> statistics, string? gender, int? yearFrom, int? yearTo)
    {
        var (from, to) = Years(yearFrom, yearTo);
        var rows = Within(statistics, from, to);
        return gender is null ? rows : rows.Where(row => row.Gender == gender);
    }

    /// <summary>Filters the rows of some names by year.</summary>
    /// <remarks>The condition is on an expression instead of the column, so that the planner does not choose an index by it. For unknown
    /// years of a prepared statement the planner assumes few rows and would read the whole index of the country, which takes 30 times as
    /// long.</remarks>
    public static IQueryable<PeriodStatistic> Within(IQueryable<PeriodStatistic> rows, int from, int to) =>
        rows.Where(row => row.YearFrom - from >= 0 && row.YearFrom - to <= 0);

    /// <summary>Returns the number of rows to return; the default page size if <paramref name="first"/> is null.</summary>
    /// <exception cref="InvalidInputException">The number is out of range.</exception>
    public int First(int? first)
    {
        var size = first ?? limits.DefaultPageSize;
        return size >= 1 && size <= limits.MaxPageSize
            ? size
            : throw new InvalidInputException($"`first` is {size}; give 1 to {limits.MaxPageSize}.");
    }

    /// <summary>Returns the name in the spelling of the statistics.</summary>
    /// <exception cref="InvalidInputException">The text is not a name.</exception>
    public static string Name(string name) => Normalize("`name`", name);

    /// <summary>Returns the names in the spelling of the statistics, in the same order.</summary>
    /// <exception cref="InvalidInputException">A text is not a name, or the number of names is out of range.</exception>
    public static List<string> Names(IReadOnlyList<string> names, int minimum, int maximum)
    {
        if (names.Count < minimum || names.Count > maximum)
            throw new InvalidInputException($"`names` has {names.Count} names; give {minimum} to {maximum}.");
        return [.. names.Select((name, i) => Normalize($"`names[{i}]`", name))];
    }

    /// <summary>Returns the first and last year of a range. The default is the permitted range.</summary>
    /// <exception cref="InvalidInputException">A year is out of range, or <paramref name="yearTo"/> is before
    /// <paramref name="yearFrom"/>.</exception>
    public static (int From, int To) Years(int? yearFrom, int? yearTo)
    {
        var (from, to) = (Year("yearFrom", yearFrom) ?? FirstYear, Year("yearTo", yearTo) ?? LastYear);
        return from <= to ? (from, to) : throw new InvalidInputException($"`yearFrom` {from} is after `yearTo` {to}; exchange them.");
    }

    /// <summary>Checks a year.</summary>
    /// <param name="argument">Name of the argument in the error message.</param>
    /// <exception cref="InvalidInputException">The year is out of range.</exception>
    public static int? Year(string argument, int? year) =>
        year is < FirstYear or > LastYear
            ? throw new InvalidInputException($"`{argument}` is {year}; give a year from {FirstYear} to {LastYear}.")
            : year;

    /// <summary>Checks a value that has a minimum.</summary>
    /// <returns>The value; the minimum if it is null.</returns>
    /// <exception cref="InvalidInputException">The value is below the minimum.</exception>
    public static int AtLeast(string argument, int? value, int minimum) =>
        value is null || value >= minimum
            ? value ?? minimum
            : throw new InvalidInputException($"`{argument}` is {value}; give {minimum} or more.");

    private static string Normalize(string argument, string text)
    {
        // Unicode normalization throws for an unpaired surrogate, which EnumerateRunes returns as U+FFFD, and for U+FFFE.
        if (text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || rune.Value == 0xFFFE || Rune.IsControl(rune)))
            throw new InvalidInputException($"{argument} has a control character or invalid Unicode; give a name.");
        var name = NameNormalizer.Normalize(text);
        return name.Length is > 0 and <= MaxNameLength
            ? name
            : throw new InvalidInputException($"{argument} has {name.Length} characters; give a name of 1 to {MaxNameLength}.");
    }
}
