using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaBc;

/// <summary>British Columbia Vital Statistics Agency: bc-popular-boys-names.csv and bc-popular-girls-names.csv.</summary>
/// <remarks>
/// <para>https://catalogue.data.gov.bc.ca (Most Popular Baby Names), Open Government Licence - British Columbia as the
/// catalogue names it. Read off files of 2014, 2026-11. Years 1915 to 2014 in the files seen. 0 means fewer than five births, not none, and is passed over.</para>
/// <para>UTF-8, wide: <c>Name,1915,...,2014,Total</c>. Total is the sum of the years; a row where it is not is a fault and
/// is not taken. The sex stands in the file name alone (boys or girls); the uploader says it where the name does not.</para>
/// <para>Sixteen names have garbled accents (Latin-1 read as Mac Roman). They are repaired, with a warning for each, when
/// the whole file is garbled: some name has an ellipsis and no name a letter outside ASCII other than the three that stand
/// for É, Ë and Ï. Otherwise names are kept as published, because À may then be meant. The file is read twice for it.</para>
/// </remarks>
public sealed class CaBcParser : ISourceParser
{
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
            Partial = "British Columbia alone",
        };

    public string Recognise(SourceFile file)
    {
        TextCheck.Expect(file);
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        return $"a heading Name,{Years(rows, file)[0]},...,Total";
    }

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.Expect(file);
        var errors = report.ErrorCount;
        var garbled = GarbledAccents.Are(file);
        file.Content.Position = 0;
        var rows = new CsvTable(file.Content, file.FileName, report, file.Advance);
        rows.ReadHeading();
        var years = Years(rows, file);
        file.ExpectYear(years[^1], file.FileName);
        Arguments.RefuseYear(file, "the columns of the file are its years");
        var wide = new WideRows(rows, years, Sex(file), new(file.FileName, file.Limits, report));
        var any = false;
        foreach (var row in rows.Read(cancellationToken))
        {
            any = true;
            var name = garbled ? GarbledAccents.Repair(row.Fields[0]) : row.Fields[0];
            if (name != row.Fields[0])
                report.Warn(SourceCodes.Repaired, "accents that the publisher garbled were repaired", $"{row.Fields[0]} is {name}");
            wide.Add(row, name);
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
        foreach (var record in wide.Drain())
            yield return record;
    }

    /// <exception cref="SourceFormatException">The heading is another.</exception>
    private static int[] Years(CsvTable rows, SourceFile file)
    {
        if (rows.Column("Name") != 0 || rows.Column("Total") != rows.Heading.Count - 1 || rows.Heading.Count < 3)
            throw new SourceFormatException(SourceCodes.Heading, file.FileName, "the heading is not Name, years, Total", line: 1);
        var years = new int[rows.Heading.Count - 2];
        for (var i = 0; i < years.Length; i++)
        {
            var heading = rows.Heading[i + 1];
            if (CsvCells.TryYear(heading, NameRecord.LastYear, out years[i]) && (i == 0 || years[i] == years[i - 1] + 1))
                continue;
            var reason = $"column {SourceError.Printable(heading)} is not the next year";
            throw new SourceFormatException(SourceCodes.Heading, file.FileName, reason, line: 1);
        }
        return years;
    }

    private static char Sex(SourceFile file)
    {
        var boys = file.FileName.Contains("boy", StringComparison.OrdinalIgnoreCase);
        var girls = file.FileName.Contains("girl", StringComparison.OrdinalIgnoreCase);
        return Arguments.Gender(
                file,
                boys == girls ? null
                    : boys ? 'M'
                    : 'F',
                "the file name"
            )
            ?? throw new SourceFormatException(
                SourceCodes.FileGender,
                file.FileName,
                "the file name does not say boys or girls; give the sex with the upload"
            );
    }
}
