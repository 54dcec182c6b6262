using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaBc;

/// <summary>Reads bc-popular-boys-names.csv and bc-popular-girls-names.csv of the British Columbia Vital Statistics Agency.</summary>
/// <remarks>
/// <para>Page https://catalogue.data.gov.bc.ca (Most Popular Baby Names), Open Government Licence - British Columbia as the catalogue names
/// it. The layout is that of files of 2014, checked 2026-11, with the years 1915 to 2014. A 0 means fewer than five births, not none, and
/// is skipped.</para>
/// <para>The files are UTF-8 with a column for each year: <c>Name,1915,...,2014,Total</c>. Total is the sum of the years; a row with a
/// different sum is an error and is not read. Only the file name has the sex (boys or girls); where it has not, the argument gender of the
/// upload has.</para>
/// <para>Sixteen names have garbled accents (Latin-1 decoded as Mac Roman). The parser repairs them, with a warning for each, when the
/// whole file is garbled: a name has an ellipsis, and no name has a letter outside ASCII other than the three that replace É, Ë and Ï.
/// Otherwise names are stored as published, because À may be correct. The parser reads the file twice for this check.</para>
/// </remarks>
public sealed class CaBcParser : ISourceParser
{
    /// <summary>The entry of the source in the catalog.</summary>
    public static Source Source { get; } =
        new(
            "ca_bc",
            "CA",
            "British Columbia Vital Statistics Agency",
            "https://catalogue.data.gov.bc.ca/dataset/most-popular-baby-names",
            "Open Government Licence - British Columbia",
            "British Columbia Vital Statistics Agency",
            "bc-popular-boys-names.csv, bc-popular-girls-names.csv",
            "1915 to 2014",
            CutOff: 5,
            new CaBcParser()
        )
        {
            Area = "CA-BC",
            Partial = "only British Columbia",
        };

    /// <inheritdoc/>
    public string Recognize(SourceFile file)
    {
        TextCheck.RequireText(file);
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        return $"a heading Name,{Years(rows, file)[0]},...,Total";
    }

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.RequireText(file);
        var errors = report.ErrorCount;
        var isGarbled = GarbledAccents.IsGarbled(file);
        file.Content.Position = 0;
        var rows = new CsvTable(file.Content, file.FileName, report, file.Advance);
        rows.ReadHeading();
        var years = Years(rows, file);
        file.RequireYear(years[^1], file.FileName);
        UploadArguments.RefuseYear(file, "the columns of the file are its years");
        var wide = new WideRows(rows, years, Sex(file), new(file.FileName, file.Limits, report));
        var any = false;
        foreach (var row in rows.Read(cancellationToken))
        {
            any = true;
            var name = isGarbled ? GarbledAccents.Repair(row.Fields[0]) : row.Fields[0];
            if (name != row.Fields[0])
                report.Warn(SourceCodes.Repaired, "accents that the publisher garbled were repaired", $"{row.Fields[0]} is {name}");
            wide.Add(row, name);
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
        foreach (var record in wide.Drain())
            yield return record;
    }

    /// <summary>Returns the years of the columns, in their order.</summary>
    /// <exception cref="SourceFormatException">The heading is not a name, consecutive years and a total.</exception>
    private static int[] Years(CsvTable rows, SourceFile file)
    {
        if (rows.Column("Name") != 0 || rows.Column("Total") != rows.Heading.Count - 1 || rows.Heading.Count < 3)
            throw new SourceFormatException(SourceCodes.Heading, file.FileName, "the heading is not Name, years, Total", line: 1);
        var years = new int[rows.Heading.Count - 2];
        for (var i = 0; i < years.Length; i++)
        {
            var heading = rows.Heading[i + 1];
            if (CsvCells.TryParseYear(heading, NameRecord.LastYear, out years[i]) && (i == 0 || years[i] == years[i - 1] + 1))
                continue;
            var reason = $"column {SourceError.Printable(heading)} is not the next year";
            throw new SourceFormatException(SourceCodes.Heading, file.FileName, reason, line: 1);
        }
        return years;
    }

    private static char Sex(SourceFile file)
    {
        var isBoys = file.FileName.Contains("boy", StringComparison.OrdinalIgnoreCase);
        var isGirls = file.FileName.Contains("girl", StringComparison.OrdinalIgnoreCase);
        return UploadArguments.ResolveGender(
                file,
                isBoys == isGirls ? null
                    : isBoys ? 'M'
                    : 'F',
                "the file name"
            )
            ?? throw new SourceFormatException(
                SourceCodes.FileGender,
                file.FileName,
                "the file name states neither boys nor girls; upload the file with the argument gender"
            );
    }
}
