namespace BabyNames.Sources.Text;

/// <summary>The heading that identifies the files of a publisher.</summary>
/// <param name="columns">For each column the names that the publisher uses, the usual one first. Case is ignored.</param>
internal sealed class CsvHeading(params string[][] columns)
{
    /// <summary>The usual heading, such as <c>Given Name,Amount,Position</c>.</summary>
    public string Expected { get; } = string.Join(',', columns.Select(names => names[0]));

    /// <summary>Reads the heading of a file and checks it.</summary>
    /// <returns>The headings as the file has them.</returns>
    /// <exception cref="SourceFormatException">The file has no heading or a different one.</exception>
    public string[] Require(CsvRows rows, string file)
    {
        var first =
            rows.Read(CancellationToken.None).FirstOrDefault()
            ?? throw new SourceFormatException(SourceCodes.Empty, file, "the file is empty");
        if (first.ParseError is { } error)
            throw new SourceFormatException(first.Error(file, error));
        return Matches(first)
            ? first.Fields
            : throw new SourceFormatException(first.Error(file, new(SourceCodes.Heading, $"the heading is not {Expected}")));
    }

    /// <inheritdoc cref="ISourceParser.Recognize"/>
    public string Recognize(SourceFile file) =>
        $"a heading {SourceError.Printable(string.Join(',', Require(new CsvRows(file), file.FileName)))}";

    private bool Matches(CsvRow row) =>
        row.Fields.Length == columns.Length
        && row.Fields.Zip(columns).All(pair => pair.Second.Contains(pair.First.Trim(), StringComparer.OrdinalIgnoreCase));
}
