using System.Text;

namespace BabyNames.Sources.Text;

/// <summary>A line of a CSV file, split.</summary>
/// <param name="Text">The line before it was split; its head when it is too long, bytes that are no text replaced.</param>
/// <param name="Fault">Why the line cannot be split; <paramref name="Fields"/> is empty then.</param>
internal sealed record CsvRow(long Line, string[] Fields, string Text, RowError? Fault = null)
{
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool IsBlank => Fault is null && Fields.All(string.IsNullOrWhiteSpace);

    /// <summary>A fault of the whole line.</summary>
    public SourceError Error(string file, RowError fault) => new(fault.Code, SourceError.Printable(file), Line, Shown(Text), fault.Reason);

    /// <summary>A fault of one field.</summary>
    public SourceError Error(string file, RowError fault, string column, string field) =>
        new(fault.Code, SourceError.Printable(file), Line, Shown(field), fault.Reason, SourceError.Printable(column));

    private static string? Shown(string text) => text.Length == 0 ? null : SourceError.Printable(text);

    /// <summary>Splits the line that was read last.</summary>
    public static CsvRow Read(ByteLines lines, Encoding encoding)
    {
        if (lines.IsCut)
            return Bad(lines, SourceCodes.LineTooLong, $"the line is longer than {ByteLines.LongestLine:N0} bytes");
        string text;
        try
        {
            text = encoding.GetString(lines.Line);
        }
        catch (DecoderFallbackException)
        {
            return Bad(lines, SourceCodes.Encoding, "the text is not UTF-8");
        }
        return TrySplit(text, out var fields)
            ? new(lines.Number, fields, text)
            : Bad(lines, SourceCodes.Quote, "a quote is opened and not closed on the line");
    }

    private static CsvRow Bad(ByteLines lines, string code, string reason) =>
        new(lines.Number, [], Encoding.UTF8.GetString(lines.Line), new RowError(code, reason));

    /// <returns>False when a quote is not closed.</returns>
    private static bool TrySplit(string line, out string[] fields)
    {
        if (!line.Contains('"'))
        {
            fields = line.Split(',');
            return true;
        }
        var (split, field, inside) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (inside && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                inside = !inside;
            else if (!inside && line[i] == ',')
                Take();
            else
                field.Append(line[i]);
        }
        Take();
        fields = [.. split];
        return !inside;

        void Take()
        {
            split.Add(field.ToString());
            field.Clear();
        }
    }
}
