using System.Globalization;

namespace BabyNames.Sources.Text;

/// <summary>What the cells of publishers' tables mean.</summary>
internal static class CsvCells
{
    public static readonly RowError NotASex = new(SourceCodes.Gender, "the sex is neither F, Female, Girl nor M, Male, Boy");
    public static readonly RowError NotACount = new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}");

    /// <summary>Four digits: a range, a decimal or a date is not a year.</summary>
    /// <param name="last">The last year that is one, <see cref="SourceFile.LastYear"/>.</param>
    public static bool TryYear(string text, int last, out int year) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year)
        && text.Length == 4
        && year >= NameRecord.FirstYear
        && year <= last;

    public static RowError NotAYear(int last) =>
        new(SourceCodes.Year, $"the year is not a whole number from {NameRecord.FirstYear} to the present one, {last}");

    /// <returns>Null for any other word.</returns>
    public static char? Sex(string text) =>
        text.Trim().ToUpperInvariant() switch
        {
            "F" or "FEMALE" or "GIRL" or "GIRLS" => 'F',
            "M" or "MALE" or "BOY" or "BOYS" => 'M',
            _ => null,
        };

    /// <summary>Digits alone, from 0.</summary>
    public static bool TryCountOrZero(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
