using System.IO.Compression;
using BabyNames.Sources.Archives;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaStatcan;

/// <summary>Reads table 17-10-0147-01 of Statistics Canada: 17100147.csv, or the zip archive with it.</summary>
/// <remarks>
/// <para>Page https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid=1710014701, Statistics Canada Open Licence. The years are 1991 on. The
/// parser was written 2026-11 from the table's columns and a sample, not from the full table. The publisher omits frequencies below 5: the
/// cell is empty and its STATUS is <c>..</c>. Such rows are skipped, and rows with 0.</para>
/// <para>The file is UTF-8 with a byte order mark, all fields quoted. Each name, year and sex has three rows, of which only the row with
/// the Indicator Frequency is read. The other member of the archive, 17100147_MetaData.csv, is ignored. The sex is Male or Female; Boy and
/// Girl are accepted too.</para>
/// <para>All rows must have one place (GEO), because adding provinces to Canada would count births twice. The rows are sorted by year, as
/// published, and the parser holds one year at a time. A file where the rows of a year are not consecutive is an error, because a repeated
/// name would not be found.</para>
/// </remarks>
public sealed class CaStatcanParser : ISourceParser
{
    private const string MetaDataEnd = "_MetaData.csv";

    /// <summary>The entry of the source in the catalog.</summary>
    public static Source Source { get; } =
        new(
            "ca_statcan",
            "CA",
            "Statistics Canada",
            "https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid=1710014701",
            "Statistics Canada Open Licence",
            "Statistics Canada, table 17-10-0147-01",
            "17100147.csv, or its zip",
            "1991 on",
            CutOff: 5,
            new CaStatcanParser()
        );

    /// <inheritdoc/>
    public string Recognize(SourceFile file)
    {
        if (!UntrustedZip.IsZip(file.Content))
        {
            TextCheck.RequireText(file);
            RequireTable(file.Content, file.FileName);
            return "the columns of table 17-10-0147-01";
        }
        using var archive = new UntrustedZip(file);
        var member = Table(archive, file);
        using var content = archive.Open(member);
        RequireTable(content, member.FullName);
        return "a member with the columns of table 17-10-0147-01";
    }

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        if (UntrustedZip.IsZip(file.Content))
        {
            using var archive = new UntrustedZip(file);
            var member = Table(archive, file);
            using var content = archive.Open(member);
            var rows = new CsvTable(content, member.FullName, report, () => { });
            foreach (var record in new FrequencyRows(rows, member.FullName, file, report).Read(cancellationToken))
                yield return record;
            yield break;
        }
        if (file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new SourceFormatException(
                SourceCodes.NotAnArchive,
                file.FileName,
                "the file name ends in .zip, but the file is not a zip archive"
            );
        TextCheck.RequireText(file);
        var lines = new CsvTable(file.Content, file.FileName, report, file.Advance);
        foreach (var record in new FrequencyRows(lines, file.FileName, file, report).Read(cancellationToken))
            yield return record;
    }

    private static void RequireTable(Stream content, string file)
    {
        var rows = new CsvTable(content, file, new(), () => { });
        rows.ReadHeading();
        foreach (var column in FrequencyRows.RequiredColumns)
            rows.Column(column);
    }

    private static ZipArchiveEntry Table(UntrustedZip archive, SourceFile file)
    {
        var tables = archive
            .Members.Where(member =>
                member.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
                && !member.Name.EndsWith(MetaDataEnd, StringComparison.OrdinalIgnoreCase)
            )
            .ToList();
        return tables is [var table]
            ? table
            : throw new SourceFormatException(
                SourceCodes.NoMembers,
                file.FileName,
                $"the archive has {tables.Count} CSV files besides the metadata; expected one"
            );
    }
}
