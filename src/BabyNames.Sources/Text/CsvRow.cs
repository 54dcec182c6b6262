using System.Text;

namespace BabyNames.Sources.Text;

/// <summary>A line of a CSV file with its fields.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Fields">The fields without quotes. Outer spaces are preserved.</param>
/// <param name="Text">The whole line. A line that is too long is truncated, and bytes that are not UTF-8 are replaced.</param>
/// <param name="ParseError">The reason why the line cannot be split; <paramref name="Fields"/> is empty then.</param>
internal sealed record CsvRow(long Line, string[] Fields, string Text, RowError? ParseError = null)
{
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool IsBlank => ParseError is null && Fields.All(string.IsNullOrWhiteSpace);

    /// <summary>Creates the error of the whole line.</summary>
    public SourceError Error(string file, RowError error) =>
        new(error.Code, SourceError.Printable(file), Line, PrintableOrNull(Text), error.Reason);

    /// <summary>Creates the error of one field.</summary>
    public SourceError Error(string file, RowError error, string column, string field) =>
        new(error.Code, SourceError.Printable(file), Line, PrintableOrNull(field), error.Reason, SourceError.Printable(column));

    private static string? PrintableOrNull(string text) => text.Length == 0 ? null : SourceError.Printable(text);

    /// <summary>Splits the current line of <paramref name="lines"/>.</summary>
    public static CsvRow Read(ByteLines lines, Encoding encoding)
    {
        if (lines.IsTruncated)
            return Invalid(lines, SourceCodes.LineTooLong, $"the line is longer than {ByteLines.MaxLineLength:N0} bytes");
        string text;
        try
        {
            text = encoding.GetString(lines.Line);
        }
        catch (DecoderFallbackException)
        {
            return Invalid(lines, SourceCodes.Encoding, "the text is not UTF-8");
        }
        return TrySplit(text, out var fields)
            ? new(lines.Number, fields, text)
            : Invalid(lines, SourceCodes.Quote, "a quote is opened and not closed on the line");
    }

    private static CsvRow Invalid(ByteLines lines, string code, string reason) =>
        new(lines.Number, [], Encoding.UTF8.GetString(lines.Line), new RowError(code, reason));

    /// <returns>False when a quote is not closed.</returns>
    private static bool TrySplit(string line, out string[] fields)
    {
        if (!line.Contains('"'))
        {
            fields = line.Split(',');
            return true;
        }
        var (result, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (isQuoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && line[i] == ',')
                AddField();
            else
                field.Append(line[i]);
        }
        AddField();
        fields = [.. result];
        return !isQuoted;

        void AddField()
        {
            result.Add(field.ToString());
            field.Clear();
        }
    }
}
