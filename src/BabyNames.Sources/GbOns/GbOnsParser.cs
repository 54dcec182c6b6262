namespace BabyNames.Sources.GbOns;

/// <summary>Office for National Statistics, baby names in England and Wales: one workbook (xls or xlsx) per year and sex.</summary>
/// <remarks>
/// <para>https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/livebirths (Baby names in England and
/// Wales), Open Government Licence v3.0, checked 2026-11. Years 1996 on. Names given to fewer than 3 children in a year are
/// left out, without a marker; in some years so is a Welsh name that would disclose somebody.</para>
/// <para>xls up to 2017, xlsx since, whatever the file name says; texts of xls are UTF-16 or Windows-1252. Of the sheets
/// only the full list for England and Wales is read: <c>Table 3 - Boys names - E&amp;W</c> in 1996, then <c>Table 6 - ...</c>,
/// <c>Table 6</c>, <c>6</c>, <c>Table_6</c>. It is known by its title (Top names for baby boys) and its heading Rank, Name,
/// Count, in column B up to 2016 and A since; the top 100, region, month, area and age tables are passed over.</para>
/// <para>Year and sex stand in the title above the heading alone; footnotes below name other years. Names are in capitals
/// up to 2020, with a trailing blank up to 2017; the name True is a truth value in some years.</para>
/// </remarks>
public sealed class GbOnsParser : ISourceParser
{
    private const int FirstYear = 1996;

    public static Source Source { get; } =
        new(
            "gb_ons",
            "GB",
            "Office for National Statistics (England and Wales)",
            "https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/livebirths",
            "Open Government Licence v3.0",
            "Source: Office for National Statistics licensed under the Open Government Licence v3.0",
            "a workbook (xls, xlsx) of one year and sex",
            "1996 on",
            CutOff: 3,
            new GbOnsParser()
        )
        {
            Area = "GB-EAW",
            Partial = "England and Wales, neither Scotland nor Northern Ireland",
        };

    public string Recognise(SourceFile file)
    {
        using var workbook = new Workbook(file, CancellationToken.None);
        var list = FullList.Find(workbook) ?? throw WithoutList(file);
        return SourceError.Printable($"a sheet \"{workbook.Sheet}\" titled \"{list.Title}\"");
    }

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        using var workbook = new Workbook(file, cancellationToken);
        var list = FullList.Find(workbook) ?? throw WithoutList(file);
        var place = $"{file.FileName}, {workbook.Sheet}";
        var rows = new ListRows(workbook, list, YearOf(list, file, place), GenderOf(list, file, place), file, report);
        var errors = report.ErrorCount;
        var any = false;
        foreach (var record in rows.Read(cancellationToken))
        {
            any = true;
            yield return record;
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, place, "the list has no rows");
    }

    private static int YearOf(FullList list, SourceFile file, string place)
    {
        var year =
            Arguments.Year(file, list.Year, "the title above the list")
            ?? throw new SourceFormatException(SourceCodes.Year, place, "the title does not say the year; give it with the upload");
        return file.ExpectYear(year, place, FirstYear);
    }

    private static char GenderOf(FullList list, SourceFile file, string place) =>
        Arguments.Gender(file, list.Gender, "the title above the list")
        ?? throw new SourceFormatException(
            SourceCodes.FileGender,
            place,
            "the title says neither boys nor girls; give the sex with the upload"
        );

    private static SourceFormatException WithoutList(SourceFile file) =>
        new(
            SourceCodes.NoList,
            file.FileName,
            "the workbook has no sheet with the full list: a title \"Top names for baby boys\" (or girls) above a heading Rank, Name, Count"
        );
}
