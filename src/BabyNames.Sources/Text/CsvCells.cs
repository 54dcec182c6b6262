using System.Globalization;

namespace BabyNames.Sources.Text;

/// <summary>Parses the cells that the tables of several publishers have in common.</summary>
internal static class CsvCells
{
    public static readonly RowError InvalidSex = new(SourceCodes.Gender, "the sex is not F, Female, Girl, M, Male or Boy");
    public static readonly RowError InvalidCount = new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}");

    /// <summary>Parses a year of four digits, from <see cref="NameRecord.FirstYear"/>. A range, a decimal or a date is not a
    /// year.</summary>
    /// <param name="last">The last valid year, usually <see cref="SourceFile.LastYear"/>.</param>
    public static bool TryParseYear(string text, int last, out int year) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year)
        && text.Length == 4
        && year >= NameRecord.FirstYear
        && year <= last;

    public static RowError InvalidYear(int last) =>
        new(SourceCodes.Year, $"the year is not a whole number from {NameRecord.FirstYear} to the current year, {last}");

    /// <summary>Parses a word for female or male. Case and outer spaces are ignored.</summary>
    /// <returns><c>F</c> or <c>M</c>; null for any other word.</returns>
    public static char? ParseSex(string text) =>
        text.Trim().ToUpperInvariant() switch
        {
            "F" or "FEMALE" or "GIRL" or "GIRLS" => 'F',
            "M" or "MALE" or "BOY" or "BOYS" => 'M',
            _ => null,
        };

    /// <summary>Parses a whole number from 0. It may have digits only.</summary>
    public static bool TryParseCountOrZero(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
