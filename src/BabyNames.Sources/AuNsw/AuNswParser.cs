using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuNsw;

/// <summary>Reads Popular Baby Names from 1952 of the New South Wales Registry of Births, Deaths and Marriages: one file of all
/// years.</summary>
/// <remarks>
/// <para>Page https://data.nsw.gov.au/data/dataset/popular-baby-names-from-1952, Creative Commons Attribution (as the catalogue names it),
/// checked 2026-11. The years are 1952 on. The file has the 100 most frequent names of each year and sex (101 where the last ones tie):
/// the births of an absent name are unknown, and a sum over the names is not all births.</para>
/// <para>The file is CSV in UTF-8 with a byte order mark and CRLF. The heading is <c>Rank,Name,Number,Gender,Year</c> and the sex Male or
/// Female. The newest year is first, the sexes are mixed, and later years have other orders, so the parser holds the whole file. Names are
/// in capitals up to 2023. The rank is not read, because it ignores ties up to 2023.</para>
/// <para>The same name twice for one year and sex is an error. Placeholders (UNNAMED in 1966 and 1968) are stored, with a warning. Blank
/// rows are skipped. The arguments year and sex of the upload are errors, because each row has its own.</para>
/// </remarks>
public sealed class AuNswParser : ISourceParser
{
    private static readonly CsvHeading Heading = new(["Rank"], ["Name"], ["Number"], ["Gender"], ["Year"]);

    /// <summary>The entry of the source in the catalog.</summary>
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
            // The sources of Australia have the births of different states.
            Area = "AU-NSW",
            Partial =
                "only New South Wales, and only the 100 most frequent names of a year and sex: ranks and shares in Australia are partial",
        };

    /// <inheritdoc/>
    public string Recognize(SourceFile file) => Heading.Recognize(file);

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        var csv = new CsvRows(file);
        var headings = Heading.Require(csv, file.FileName);
        UploadArguments.RefuseYearAndGender(file);
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
                "the list has only the most frequent names; ranks and shares are among these names",
                file.FileName
            );
        else if (report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
    }

    private static SourceError? Add(CsvRow row, NameRows names, string[] headings, SourceFile file, SourceReport report)
    {
        if (row.ParseError is { } parseError)
            return row.Error(file.FileName, parseError);
        if (row.Fields is not [_, var name, var number, var gender, var year])
            return row.Error(
                file.FileName,
                new(SourceCodes.Columns, $"expected {headings.Length} columns, {Heading.Expected}; found {row.Fields.Length}")
            );
        if (!NameRows.TryParseCount(number, out var count))
            return Error(2, new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}"));
        if (gender is not ("Female" or "Male"))
            return Error(3, new(SourceCodes.Gender, "the sex is neither Female nor Male"));
        if (!CsvCells.TryParseYear(year, file.LastYear, out var yearOfBirth))
            return Error(4, CsvCells.InvalidYear(file.LastYear));
        if (names.Add(yearOfBirth, gender[0], name, count) is { } nameError)
            return Error(1, nameError);
        Placeholders.Check(name, yearOfBirth, report);
        return null;

        SourceError Error(int column, RowError error) => row.Error(file.FileName, error, headings[column], row.Fields[column]);
    }
}
