namespace BabyNames.Sources.Text;

/// <summary>The heading by which a publisher's files are told from others.</summary>
internal sealed class CsvHeading(params string[][] columns)
{
    /// <summary>The columns under their first names, as in <c>Given Name,Amount,Position</c>.</summary>
    public string Usual { get; } = string.Join(',', columns.Select(names => names[0]));

    /// <returns>The headings as the file has them.</returns>
    /// <exception cref="SourceFormatException">No heading, or another.</exception>
    public string[] Expect(CsvRows rows, string file)
    {
        var first =
            rows.Read(CancellationToken.None).FirstOrDefault()
            ?? throw new SourceFormatException(SourceCodes.Empty, file, "the file is empty");
        if (first.Fault is { } fault)
            throw new SourceFormatException(first.Error(file, fault));
        return Matches(first)
            ? first.Fields
            : throw new SourceFormatException(first.Error(file, new(SourceCodes.Heading, $"the heading is not {Usual}")));
    }

    /// <summary>For <see cref="ISourceParser.Recognise"/>.</summary>
    public string Recognise(SourceFile file) =>
        $"a heading {SourceError.Printable(string.Join(',', Expect(new CsvRows(file), file.FileName)))}";

    private bool Matches(CsvRow row) =>
        row.Fields.Length == columns.Length
        && row.Fields.Zip(columns).All(pair => pair.Second.Contains(pair.First.Trim(), StringComparer.OrdinalIgnoreCase));
}
