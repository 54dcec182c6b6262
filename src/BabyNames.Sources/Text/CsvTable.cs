namespace BabyNames.Sources.Text;

/// <summary>A CSV file with a heading, line by line. UTF-8, with or without BOM. A line that cannot be taken apart is
/// reported; a field with a line break in it is such a fault, for no publisher has them.</summary>
/// <param name="file">Name of the file, or of the member of an archive, for the report.</param>
/// <param name="advance">Called after every line.</param>
internal sealed class CsvTable(Stream content, string file, SourceReport report, Action advance)
{
    private readonly ByteLines _lines = new(content);

    public IReadOnlyList<string> Heading { get; private set; } = [];

    /// <exception cref="SourceFormatException">No heading, or one that is not text.</exception>
    public void ReadHeading()
    {
        while (_lines.Read())
        {
            if (_lines.Line.IsEmpty)
                continue;
            var row = CsvRow.Read(_lines, CsvRow.StrictUtf8);
            if (row.Fault is { } fault)
                throw new SourceFormatException(row.Error(file, fault));
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
            var row = CsvRow.Read(_lines, CsvRow.StrictUtf8);
            var fault = row.Fault;
            if (fault is null && row.Fields.Length != Heading.Count)
                fault = new(SourceCodes.Columns, $"expected {Heading.Count} columns as in the heading; found {row.Fields.Length}");
            if (fault is { } found)
                Reject(row, found);
            else
                yield return row;
        }
    }

    /// <param name="column">The column at fault; null when it is the whole line.</param>
    public void Reject(CsvRow row, RowError fault, int? column = null) =>
        report.Add(column is { } at ? row.Error(file, fault, Heading[at], row.Fields[at]) : row.Error(file, fault));
}
