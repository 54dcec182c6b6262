namespace BabyNames.Sources.Text;

/// <summary>Reads a CSV file with a heading, line by line. The file is UTF-8, with or without a byte order mark. A line that cannot be
/// split is reported as an error, such as one with a line break within quotes.</summary>
/// <param name="file">Name of the file, or of the member of an archive, for the report.</param>
/// <param name="advance">Called after every line to update the progress.</param>
internal sealed class CsvTable(Stream content, string file, SourceReport report, Action advance)
{
    private readonly ByteLines _lines = new(content);

    /// <summary>The fields of the heading without outer spaces; empty before <see cref="ReadHeading"/>.</summary>
    public IReadOnlyList<string> Heading { get; private set; } = [];

    /// <summary>Reads the first line that is not empty as the heading.</summary>
    /// <exception cref="SourceFormatException">The file has no heading, or its heading cannot be split.</exception>
    public void ReadHeading()
    {
        while (_lines.Read())
        {
            if (_lines.Line.IsEmpty)
                continue;
            var row = CsvRow.Read(_lines, CsvRow.StrictUtf8);
            if (row.ParseError is { } error)
                throw new SourceFormatException(row.Error(file, error));
            Heading = [.. row.Fields.Select(field => field.Trim())];
            return;
        }
        throw new SourceFormatException(SourceCodes.Empty, file, "the file has no rows");
    }

    /// <summary>Returns the index of the only column that has one of these headings. Case is ignored.</summary>
    /// <exception cref="SourceFormatException">No column or several columns have one of the headings.</exception>
    public int Column(params string[] names)
    {
        var columns = Enumerable
            .Range(0, Heading.Count)
            .Where(column => names.Contains(Heading[column], StringComparer.OrdinalIgnoreCase))
            .ToList();
        var expected = string.Join(" or ", names);
        return columns.Count switch
        {
            1 => columns[0],
            0 => throw new SourceFormatException(SourceCodes.Heading, file, $"the heading has no column {expected}", _lines.Number),
            _ => throw new SourceFormatException(SourceCodes.Heading, file, $"the heading has several columns {expected}", _lines.Number),
        };
    }

    /// <summary>Returns the rows below the heading that have as many fields as it, and reports the others as errors.</summary>
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
            var error = row.ParseError;
            if (error is null && row.Fields.Length != Heading.Count)
                error = new(SourceCodes.Columns, $"expected {Heading.Count} columns as in the heading; found {row.Fields.Length}");
            if (error is { } found)
                Reject(row, found);
            else
                yield return row;
        }
    }

    /// <summary>Reports a row as invalid.</summary>
    /// <param name="column">Index of the invalid column; null when the whole line is invalid.</param>
    public void Reject(CsvRow row, RowError error, int? column = null) =>
        report.Add(column is { } index ? row.Error(file, error, Heading[index], row.Fields[index]) : row.Error(file, error));
}
