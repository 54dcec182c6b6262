using System.Text;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuSa;

/// <summary>Reads Popular Baby Names of Births, Deaths and Marriages South Australia: one file for each year and sex.</summary>
/// <remarks>
/// <para>Page https://data.sa.gov.au/data/dataset/popular-baby-names, Creative Commons Attribution (as the catalogue names it), checked
/// 2026-11. The years are 1944 on, with every name from one birth; 2018 to 2023 have only the 100 most frequent names.</para>
/// <para>The files are CSV with the heading <c>Given Name,Amount,Position</c>; it is <c>Number</c> instead of Amount in 2016 and
/// <c>First Name</c> instead of Given Name in 2024. Names are in capitals. The encoding is UTF-8 (in fact ASCII), and Windows-1252 in one
/// file of 2016. Lines end in CRLF or LF, the last one often in neither. Only the file name has year and sex, as in
/// <c>female_cy1944_top.csv</c> or <c>malecy2016top.csv</c>. The two lists of 2017 have each other's name; their content decides, with a
/// warning.</para>
/// <para>A name listed twice is added up, with a warning, because the registry's own total counts both rows. Placeholders (UNNAMED, BABY,
/// (NOT) and damaged names (?LIAM, <c>"EDWARD,"</c>) are stored as published, with a warning. Blank rows and a row TOTAL are skipped. The
/// position is not read, because it follows from the amounts.</para>
/// </remarks>
public sealed class AuSaParser : ISourceParser
{
    private static readonly CsvHeading Heading = new(["Given Name", "First Name"], ["Amount", "Number"], ["Position"]);

    /// <summary>The entry of the source in the catalog.</summary>
    public static Source Source { get; } =
        new(
            "au_sa",
            "AU",
            "Births, Deaths and Marriages South Australia",
            "https://data.sa.gov.au/data/dataset/popular-baby-names",
            "Creative Commons Attribution",
            "Government of South Australia, Births, Deaths and Marriages",
            "one CSV for each year and sex, such as female_cy1944_top.csv",
            "1944 on",
            CutOff: 1,
            new AuSaParser()
        )
        {
            // The sources of Australia have the births of different states.
            Area = "AU-SA",
            Partial =
                "only South Australia, and from 2018 to 2023 only the 100 most frequent names: ranks and shares in Australia are partial",
        };

    /// <inheritdoc/>
    public string Recognize(SourceFile file) => Heading.Recognize(file);

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        var csv = new CsvRows(file, CsvRows.Windows1252);
        var headings = Heading.Require(csv, file.FileName);
        var list = new AmountRows(FileSlice.Year(file), FileSlice.Gender(file, report), headings, file, report);
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
        // A list of the top 100 may have more names, which tie for the last place. Full lists have 400 names and more.
        if (names is >= 100 and < 200)
            report.Warn(
                SourceCodes.TopOnly,
                "the list has only the most frequent names; ranks and shares are among these names",
                $"{file.FileName} has {names} names"
            );
        if (names == 0 && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
    }
}
