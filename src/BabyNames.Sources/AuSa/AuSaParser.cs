using System.Text;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuSa;

/// <summary>Births, Deaths and Marriages South Australia, Popular Baby Names: one file per year and sex.</summary>
/// <remarks>
/// <para>https://data.sa.gov.au/data/dataset/popular-baby-names, Creative Commons Attribution (as the catalogue names it),
/// checked 2026-11. Years 1944 on, every name from one birth; 2018 to 2023 the top 100 only.</para>
/// <para>CSV with a heading, <c>Given Name,Amount,Position</c>, <c>Number</c> for Amount in 2016, <c>First Name</c> in 2024;
/// names in capitals. UTF-8 (in fact ASCII), one file of 2016 Windows-1252. CRLF or LF, often none after the last row.
/// Year and sex stand in the file name alone, as in <c>female_cy1944_top.csv</c> or <c>malecy2016top.csv</c>; the two lists
/// of 2017 carry each other's name and are taken by their content, with a warning.</para>
/// <para>A name listed twice is added up, with a warning: the registry's own total counts both rows. Placeholders
/// (UNNAMED, BABY, (NOT) and damaged names (?LIAM, <c>"EDWARD,"</c>) are kept as published, with a warning. Blank rows and
/// a row TOTAL are passed over. The position is not read: it follows from the amounts.</para>
/// </remarks>
public sealed class AuSaParser : ISourceParser
{
    private static readonly CsvHeading Heading = new(["Given Name", "First Name"], ["Amount", "Number"], ["Position"]);

    public static Source Source { get; } =
        new(
            "au_sa",
            "AU",
            "Births, Deaths and Marriages South Australia",
            "https://data.sa.gov.au/data/dataset/popular-baby-names",
            "Creative Commons Attribution",
            "Government of South Australia, Births, Deaths and Marriages",
            "one CSV a year and sex, such as female_cy1944_top.csv",
            "1944 on",
            CutOff: 1,
            new AuSaParser()
        )
        {
            // Other births: those of another state.
            Area = "AU-SA",
            Partial =
                "South Australia alone, and from 2018 to 2023 only the 100 names given most: ranks and shares in Australia are partial",
        };

    public string Recognise(SourceFile file) => Heading.Recognise(file);

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        var csv = new CsvRows(file, CsvRows.Windows1252);
        var headings = Heading.Expect(csv, file.FileName);
        var list = new AmountRows(SliceOfFile.Year(file), SliceOfFile.Gender(file, report), headings, file, report);
        var (errors, names) = (report.ErrorCount, 0);
        foreach (var row in csv.Read(cancellationToken).Skip(1))
        {
            list.Add(row);
            if (csv.UsesFallback && !Ascii.IsValid(row.Text))
                report.Warn(SourceCodes.OtherEncoding, "the file is not UTF-8; it was read as Windows-1252", row.Text);
        }
        foreach (var record in list.Drain())
        {
            names++;
            yield return record;
        }
        // The hundred and what ties for the last place; full lists have 400 names and more.
        if (names is >= 100 and < 200)
            report.Warn(
                SourceCodes.TopOnly,
                "the list has the names given most and no others; ranks and shares are of these alone",
                $"{file.FileName} has {names} names"
            );
        if (names == 0 && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
    }
}
