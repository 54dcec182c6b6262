using System.Text.RegularExpressions;

namespace BabyNames.Sources.UsSsa;

/// <summary>The file names of the SSA, which state the year. The content does not.</summary>
internal static partial class YearFileName
{
    public static bool IsMatch(string name) => Pattern().IsMatch(name);

    /// <returns>The year; null when the name does not match the pattern.</returns>
    public static int? Parse(string name) => Pattern().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan) : null;

    [GeneratedRegex(@"^yob([0-9]{4})\.txt$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
