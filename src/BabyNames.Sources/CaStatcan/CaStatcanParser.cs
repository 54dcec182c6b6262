using System.IO.Compression;
using BabyNames.Sources.Archives;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaStatcan;

/// <summary>Statistics Canada, table 17-10-0147-01: 17100147.csv, or the zip that it comes in.</summary>
/// <remarks>
/// <para>https://www150.statcan.gc.ca/t1/tbl1/en/tv.action?pid=1710014701, Statistics Canada Open Licence. Years 1991 on.
/// Written 2026-11 from the table's columns and a sample in them, not from the full table. Frequencies below 5 are left out: the cell is empty and its
/// STATUS is <c>..</c>; such rows are passed over, as are those with 0.</para>
/// <para>UTF-8 with BOM, all fields quoted. Three rows for each name, year and sex, of which only Indicator Frequency is
/// read. The archive's other member, 17100147_MetaData.csv, is passed over. Sex is Male or Female (Boy and Girl too).</para>
/// <para>All rows are of one place (GEO): adding provinces to Canada would count births twice. The rows stand by year, as
/// published, and one year is held at a time; a file where a year begins anew further down is refused, for a name that
/// stands twice would not be noticed.</para>
/// </remarks>
public sealed class CaStatcanParser : ISourceParser
{
    private const string MetaDataEnd = "_MetaData.csv";

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

    public string Recognise(SourceFile file)
    {
        if (!UntrustedZip.Is(file.Content))
        {
            TextCheck.Expect(file);
            ExpectTable(file.Content, file.FileName);
            return "the columns of table 17-10-0147-01";
        }
        using var archive = new UntrustedZip(file);
        var member = Table(archive, file);
        using var content = archive.Open(member);
        ExpectTable(content, member.FullName);
        return "a member with the columns of table 17-10-0147-01";
    }

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        if (UntrustedZip.Is(file.Content))
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
                "the file is not a zip archive although its name says so"
            );
        TextCheck.Expect(file);
        var lines = new CsvTable(file.Content, file.FileName, report, file.Advance);
        foreach (var record in new FrequencyRows(lines, file.FileName, file, report).Read(cancellationToken))
            yield return record;
    }

    private static void ExpectTable(Stream content, string file)
    {
        var rows = new CsvTable(content, file, new(), () => { });
        rows.ReadHeading();
        foreach (var column in FrequencyRows.Needed)
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
                $"the archive has {tables.Count} tables; one CSV beside its metadata is expected"
            );
    }
}
