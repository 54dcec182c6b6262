using System.Text;

namespace BabyNames.Sources;

/// <summary>One error of a file.</summary>
/// <param name="Code">Stable code, one of <see cref="SourceCodes"/>.</param>
/// <param name="File">Name of the file, or of the member within an archive.</param>
/// <param name="Line">Line, or row of a sheet, from 1; null for an error of the whole file.</param>
/// <param name="Text">The invalid text, at most 80 characters, with control characters escaped; null when there is none to show.</param>
/// <param name="Reason">What is wrong and what the parser expects. Lower case, without a full stop.</param>
/// <param name="Column">Heading of the column, or address of the cell such as B4; null for an error of the whole line.</param>
public sealed record SourceError(string Code, string File, long? Line, string? Text, string Reason, string? Column = null)
{
    private const int MaxTextLength = 80;

    /// <summary>Returns code, file, line, column, reason and text as one line for people.</summary>
    public override string ToString()
    {
        var line = Line is null ? "" : $", line {Line}";
        var column = Column is null ? "" : $", column {Column}";
        var text = Text is null ? "" : $" (\"{Text}\")";
        return $"{Code}: {File}{line}{column}: {Reason}{text}";
    }

    /// <summary>Makes text from a file safe to show. Control characters are escaped, so that a terminal does not obey them. Text beyond
    /// 80 characters is cut and ends in an ellipsis.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= MaxTextLength)
                return shown.Append('…').ToString();
            if (NameText.IsPrintable(rune))
                shown.Append(rune);
            else
                shown.Append($"\\u{{{rune.Value:X4}}}");
        }
        return shown.ToString();
    }
}
