using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuNsw;

/// <summary>New South Wales Registry of Births, Deaths and Marriages, Popular Baby Names from 1952: one file of all years.</summary>
/// <remarks>
/// <para>https://data.nsw.gov.au/data/dataset/popular-baby-names-from-1952, Creative Commons Attribution (as the catalogue
/// names it), checked 2026-11. Years 1952 on, the 100 commonest names of each year and sex (101 where the last ones tie):
/// an absent name says nothing about how many had it, and a sum over the names is not all births.</para>
/// <para>CSV, UTF-8 with a mark at the start, CRLF, heading <c>Rank,Name,Number,Gender,Year</c>, sex Male or Female. Newest
/// year first, the sexes mixed, later years in other orders: the whole file is held. Names in capitals up to 2023. The rank
/// is not read: up to 2023 it disregards ties.</para>
/// <para>The same name twice for one year and sex is a fault. Placeholders (UNNAMED in 1966 and 1968) are kept, with a
/// warning. Blank rows are passed over. Year and sex of the uploader are refused: each row has its own.</para>
/// </remarks>
public sealed class AuNswParser : ISourceParser
{
    private static readonly CsvHeading Heading = new(["Rank"], ["Name"], ["Number"], ["Gender"], ["Year"]);

    public static Source Source { get; } =
        new(
            "au_nsw",
            "AU",
            "NSW Registry of Births, Deaths and Marriages",
            "https://data.nsw.gov.au/data/dataset/popular-baby-names-from-1952",
            "Creative Commons Attribution",
            "State of New South Wales, Registry of Births, Deaths and Marriages",
            "popular_baby_names_1952_to_2024.csv",
            "1952 on",
            CutOff: 1,
            new AuNswParser()
        )
        {
            // Other births: those of another state.
            Area = "AU-NSW",
            Partial =
                "New South Wales alone, and of each year and sex only the 100 names given most: ranks and shares in Australia are partial",
        };

    public string Recognise(SourceFile file) => Heading.Recognise(file);

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        var csv = new CsvRows(file);
        var headings = Heading.Expect(csv, file.FileName);
        Arguments.RefuseBoth(file);
        var names = new NameRows(file.FileName, file.Limits, report);
        var (errors, any) = (report.ErrorCount, false);
        foreach (var row in csv.Read(cancellationToken).Skip(1))
        {
            if (!row.IsBlank && Add(row, names, headings, file, report) is { } error)
                report.Add(error);
        }
        foreach (var record in names.Drain())
        {
            any = true;
            yield return record;
        }
        if (any)
            report.Warn(
                SourceCodes.TopOnly,
                "the list has the names given most and no others; ranks and shares are of these alone",
                file.FileName
            );
        else if (report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
    }

    private static SourceError? Add(CsvRow row, NameRows names, string[] headings, SourceFile file, SourceReport report)
    {
        if (row.Fault is { } bad)
            return row.Error(file.FileName, bad);
        if (row.Fields is not [_, var name, var number, var gender, var year])
            return row.Error(
                file.FileName,
                new(SourceCodes.Columns, $"expected {headings.Length} columns, {Heading.Usual}; found {row.Fields.Length}")
            );
        if (!NameRows.TryCount(number, out var count))
            return Error(2, new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}"));
        if (gender is not ("Female" or "Male"))
            return Error(3, new(SourceCodes.Gender, "the sex is neither Female nor Male"));
        if (!CsvCells.TryYear(year, file.LastYear, out var born))
            return Error(4, CsvCells.NotAYear(file.LastYear));
        if (names.Add(born, gender[0], name, count) is { } fault)
            return Error(1, fault);
        Placeholders.Flag(name, born, report);
        return null;

        SourceError Error(int field, RowError fault) => row.Error(file.FileName, fault, headings[field], row.Fields[field]);
    }
}
