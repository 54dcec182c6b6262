using System.Text.RegularExpressions;

namespace BabyNames.Sources.GbOns;

/// <summary>The position and the title of the list of all names in its sheet.</summary>
/// <param name="Column">Index of the column with the ranks, from 0. Names and counts are in the two columns to its right.</param>
/// <param name="Title">The line above the heading with the title of the list.</param>
internal sealed partial record FullList(int Column, string Title)
{
    private const int MaxHeadingRow = 20;
    private const int MaxHeadingColumns = 50;

    /// <summary>The year in the title; null when the title has none. The number of a footnote may follow without a space
    /// (<c>20081</c>).</summary>
    public int? Year => YearPattern().Match(Title) is { Success: true } match ? int.Parse(match.ValueSpan) : null;

    /// <summary>The sex in the title, <c>F</c> or <c>M</c>; null when the title has none.</summary>
    public char? Gender =>
        SexPattern().Match(Title) is not { Success: true } match ? null
        : match.Groups[1].ValueSpan.Equals("boys", StringComparison.OrdinalIgnoreCase) ? 'M'
        : 'F';

    /// <summary>Moves the workbook to the sheet with the list and to the row of its heading.</summary>
    /// <returns>The list; null when no sheet has it.</returns>
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
        while (workbook.Row < MaxHeadingRow && workbook.NextRow())
        {
            // The first columns are enough: a list that starts further right is another one.
            var columns = Enumerable
                .Range(0, Math.Min(workbook.Columns, MaxHeadingColumns))
                .Where(column => !Cell.IsBlank(workbook[column]))
                .ToList();
            if (IsHeading(workbook, columns))
                return IsFullList(workbook.Sheet, title) ? new(columns[0], title) : null;
            if (title.Length == 0)
                title = columns
                    .Select(column => workbook[column] as string ?? "")
                    .FirstOrDefault(text => SexPattern().IsMatch(text), "")
                    .Trim();
        }
        return null;
    }

    /// <summary>Whether the row has only Rank, Name and Count. The other tables have more columns, or two lists side by side.</summary>
    private static bool IsHeading(Workbook workbook, List<int> columns) =>
        columns.Count == 3
        && columns[2] == columns[0] + 2
        && HeadingPattern().IsMatch(string.Join('|', columns.Select(column => Cell.Text(workbook[column]))));

    /// <summary>Whether the list is that of all names, by its title, or by the names that the sheet has had if the title has other
    /// words.</summary>
    private static bool IsFullList(string sheet, string title)
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

    /// <summary>A footnote may follow a heading as digits (<c>Count3</c>) or in brackets.</summary>
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
