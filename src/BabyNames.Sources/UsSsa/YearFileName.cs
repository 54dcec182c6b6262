using System.Text.RegularExpressions;

namespace BabyNames.Sources.UsSsa;

/// <summary>The year that the SSA puts in its file names and nowhere else.</summary>
internal static partial class YearFileName
{
    public static bool IsMatch(string name) => Pattern().IsMatch(name);

    /// <returns>Null when the name says none.</returns>
    public static int? Parse(string name) => Pattern().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan) : null;

    [GeneratedRegex(@"^yob([0-9]{4})\.txt$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
