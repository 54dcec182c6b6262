using System.Text.RegularExpressions;

namespace BabyNames.Sources.UsSsa;

/// <summary>The year that the SSA puts in its file names and nowhere else.</summary>
internal static partial class YearFileName
{

    public static bool IsMatch(string name) => Pattern().IsMatch(name);

    /// <exception cref="SourceFormatException">No year, or one outside 1800 to 2100.</exception>
    public static int Parse(string name)
    {
        if (Pattern().Match(name) is not { Success: true } match)
            throw new SourceFormatException(SourceCodes.Year, name, "the file name does not say the year; name it yobYYYY.txt as published");
        var year = int.Parse(match.Groups[1].ValueSpan);
        return year is >= NameRecord.FirstYear and <= NameRecord.LastYear
            ? year
            : throw new SourceFormatException(SourceCodes.Year, name, $"the year {year} is not between {NameRecord.FirstYear} and {NameRecord.LastYear}");
    }

    [GeneratedRegex(@"^yob([0-9]{4})\.txt$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
