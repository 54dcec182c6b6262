using System.Text.RegularExpressions;

namespace BabyNames.Sources.GbOns;

/// <summary>Where the list of all names stands in its sheet.</summary>
/// <param name="Column">Of the ranks, from 0; names and counts are right of it.</param>
/// <param name="Title">The line above the heading that says what the list is.</param>
internal sealed partial record FullList(int Column, string Title)
{
    private const int HeadRows = 20;

    /// <summary>The year in the title; footnote digits may be glued to it (<c>20081</c>). Null when there is none.</summary>
    public int? Year => YearPattern().Match(Title) is { Success: true } match ? int.Parse(match.ValueSpan) : null;

    public char? Gender =>
        SexPattern().Match(Title) is not { Success: true } match ? null
        : match.Groups[1].ValueSpan.Equals("boys", StringComparison.OrdinalIgnoreCase) ? 'M'
        : 'F';

    /// <summary>Goes on to the sheet with the list and reads down to its heading.</summary>
    /// <returns>Null when no sheet has it.</returns>
    public static FullList? Find(Workbook workbook)
    {
        while (workbook.NextSheet())
        {
            if (FindInSheet(workbook) is { } list)
                return list;
        }
        return null;
    }

    private static FullList? FindInSheet(Workbook workbook)
    {
        var title = "";
        while (workbook.Row < HeadRows && workbook.NextRow())
        {
            // Of a wide sheet the first columns will do: a list that starts further right is not this one.
            var cells = Enumerable.Range(0, Math.Min(workbook.Columns, 50)).Where(column => !Cell.IsBlank(workbook[column])).ToList();
            if (IsHeading(workbook, cells))
                return IsAllNames(workbook.Sheet, title) ? new(cells[0], title) : null;
            if (title.Length == 0)
                title = cells
                    .Select(column => workbook[column] as string ?? "")
                    .FirstOrDefault(text => SexPattern().IsMatch(text), "")
                    .Trim();
        }
        return null;
    }

    /// <summary>Rank, Name, Count and nothing else: the other tables have more columns, or two lists side by side.</summary>
    private static bool IsHeading(Workbook workbook, List<int> cells) =>
        cells.Count == 3
        && cells[2] == cells[0] + 2
        && HeadingPattern().IsMatch($"{Cell.Text(workbook[cells[0]])}|{Cell.Text(workbook[cells[1]])}|{Cell.Text(workbook[cells[2]])}");

    /// <summary>By its title; where that is worded anew, by the names that the sheet has had.</summary>
    private static bool IsAllNames(string sheet, string title)
    {
        var isPart =
            TopPattern().IsMatch(title)
            || title.Contains("England", StringComparison.OrdinalIgnoreCase) != title.Contains("Wales", StringComparison.OrdinalIgnoreCase);
        return !isPart && (TitlePattern().IsMatch(title) || SheetPattern().IsMatch(sheet));
    }

    [GeneratedRegex(@"(?<![0-9])(?:19|20)[0-9]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex YearPattern();

    [GeneratedRegex(@"\b(boys|girls)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SexPattern();

    /// <summary>Footnotes follow as digits (<c>Count3</c>) or in brackets.</summary>
    [GeneratedRegex(
        @"^\s*Rank[0-9, ]*(\[[^|]*)?\|\s*Name[0-9, ]*(\[[^|]*)?\|\s*Count[0-9, ]*(\[[^|]*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"\bTop [0-9]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TopPattern();

    [GeneratedRegex(@"\bTop names for baby (boys|girls)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TitlePattern();

    /// <summary>Table 3 in 1996, Table 6 since: <c>Table 6 - Boys names - E&amp;W</c>, <c>Table 6</c>, <c>6</c>, <c>Table_6</c>.</summary>
    [GeneratedRegex(
        @"^(Table 3 - (Boys|Girls) names - E&W|Table 6 - .*|(Table[ _])?6)\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex SheetPattern();
}
