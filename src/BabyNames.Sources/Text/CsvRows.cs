using System.Text;

namespace BabyNames.Sources.Text;

/// <summary>One line of a CSV file, taken apart.</summary>
internal readonly record struct CsvRow(long Number, string[] Fields, string Text);

/// <summary>A CSV file with a heading, line by line. UTF-8, with or without BOM. A line that cannot be taken apart is
/// reported; a field with a line break in it is such a fault, for no publisher has them.</summary>
/// <param name="file">Name of the file, or of the member of an archive, for the report.</param>
/// <param name="advance">Called after every line.</param>
internal sealed class CsvRows(Stream content, string file, SourceReport report, Action advance)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ByteLines _lines = new(content);

    public IReadOnlyList<string> Heading { get; private set; } = [];

    /// <exception cref="SourceFormatException">No heading, or one that is not text.</exception>
    public void ReadHeading()
    {
        while (_lines.Read())
        {
            if (_lines.Line.IsEmpty)
                continue;
            if (Split(out var row) is { } fault)
                throw new SourceFormatException(fault.Code, file, fault.Reason, _lines.Number);
            Heading = [.. row.Fields.Select(field => field.Trim())];
            return;
        }
        throw new SourceFormatException(SourceCodes.Empty, file, "the file has no rows");
    }

    /// <summary>Place of the one column with any of these headings, in whatever case.</summary>
    /// <exception cref="SourceFormatException">None, or several.</exception>
    public int Column(params string[] names)
    {
        var found = Enumerable.Range(0, Heading.Count).Where(i => names.Contains(Heading[i], StringComparer.OrdinalIgnoreCase)).ToList();
        var wanted = string.Join(" or ", names);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new SourceFormatException(SourceCodes.Heading, file, $"the heading has no column {wanted}", _lines.Number),
            _ => throw new SourceFormatException(SourceCodes.Heading, file, $"the heading has several columns {wanted}", _lines.Number),
        };
    }

    /// <summary>The rows below the heading that have as many fields as it.</summary>
    public IEnumerable<CsvRow> Read(CancellationToken cancellationToken)
    {
        while (_lines.Read())
        {
            if (_lines.Number % 1_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            advance();
            if (_lines.Line.IsEmpty)
                continue;
            var fault = Split(out var row);
            if (fault is null && row.Fields.Length != Heading.Count)
                fault = new(SourceCodes.Columns, $"expected {Heading.Count} columns as in the heading; found {row.Fields.Length}");
            if (fault is { } found)
                Reject(row, found);
            else
                yield return row;
        }
    }

    /// <param name="column">The column at fault; null when it is the whole line.</param>
    public void Reject(CsvRow row, RowFault fault, int? column = null)
    {
        var text = column is { } place ? row.Fields[place] : row.Text;
        var heading = column is { } named ? SourceError.Printable(Heading[named]) : null;
        report.Add(new(fault.Code, SourceError.Printable(file), row.Number, SourceError.Printable(text), fault.Reason, heading));
    }

    private RowFault? Split(out CsvRow row)
    {
        var line = _lines.Line;
        row = new(_lines.Number, [], Encoding.UTF8.GetString(line[..Math.Min(line.Length, 400)]));
        if (_lines.IsCut)
            return new(SourceCodes.LineTooLong, $"the line is longer than {ByteLines.LongestLine:N0} bytes");
        try
        {
            var text = StrictUtf8.GetString(line);
            if (!text.Contains('"'))
                row = new(_lines.Number, text.Split(','), text);
            else if (TrySplitQuoted(text) is { } fields)
                row = new(_lines.Number, fields, text);
            else
                return new(SourceCodes.Quote, "a quote is opened and not closed on the line");
            return null;
        }
        catch (DecoderFallbackException)
        {
            return new(SourceCodes.Encoding, "the text is not UTF-8");
        }
    }

    private static string[]? TrySplitQuoted(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var inside = false;
        for (var i = 0; i < line.Length; i++)
        {
            var isQuote = line[i] == '"';
            if (isQuote && inside && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (isQuote)
                inside = !inside;
            else if (line[i] == ',' && !inside)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }
        fields.Add(field.ToString());
        return inside ? null : [.. fields];
    }
}
