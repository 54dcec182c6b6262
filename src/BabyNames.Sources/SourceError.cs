using System.Text;

namespace BabyNames.Sources;

/// <summary>One fault of a file.</summary>
/// <param name="Code">Stable, of <see cref="SourceCodes"/>.</param>
/// <param name="File">Name of the file, or of the member within an archive.</param>
/// <param name="Line">Line, or row of a sheet, from 1; null when the fault is the file's.</param>
/// <param name="Text">The offending text, shortened, with control characters escaped; null when there is none to show.</param>
/// <param name="Reason">What is wrong and what was expected.</param>
/// <param name="Column">Heading of the column, or the cell as a spreadsheet names it; null when it is the whole line.</param>
public sealed record SourceError(string Code, string File, long? Line, string? Text, string Reason, string? Column = null)
{
    private const int LongestText = 80;

    public override string ToString()
    {
        var line = Line is null ? "" : $", line {Line}";
        var column = Column is null ? "" : $", column {Column}";
        var text = Text is null ? "" : $" (\"{Text}\")";
        return $"{Code}: {File}{line}{column}: {Reason}{text}";
    }

    /// <summary>Makes text from a file fit to be shown: at most 80 characters, nothing that a terminal would obey.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= LongestText)
                return shown.Append('…').ToString();
            if (NameText.IsHarmless(rune))
                shown.Append(rune);
            else
                shown.Append($"\\u{{{rune.Value:X4}}}");
        }
        return shown.ToString();
    }
}
