namespace BabyNames.Sources.GbOns;

/// <summary>Reads the baby names in England and Wales of the Office for National Statistics: one workbook (xls or xlsx) for each year and
/// sex.</summary>
/// <remarks>
/// <para>Page https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/livebirths (Baby names in England and Wales),
/// Open Government Licence v3.0, checked 2026-11. The years are 1996 on. The publisher omits names given to fewer than 3 children in a
/// year, without a marker, and in some years a Welsh name that would identify a person.</para>
/// <para>The workbooks are xls up to 2017 and xlsx since, whatever the extension of the file. The texts of xls are UTF-16 or Windows-1252.
/// Only the sheet with the full list for England and Wales is read: <c>Table 3 - Boys names - E&amp;W</c> in 1996, then
/// <c>Table 6 - ...</c>, <c>Table 6</c>, <c>6</c>, <c>Table_6</c>. Its title (Top names for baby boys) and its heading Rank, Name, Count
/// identify it; the heading is in column B up to 2016 and in A since. The tables of the top 100, regions, months, areas and ages are
/// ignored.</para>
/// <para>Only the title above the heading has year and sex; footnotes below the list name other years. Names are in capitals up to 2020,
/// with a trailing space up to 2017. The name True is a Boolean in some years.</para>
/// </remarks>
public sealed class GbOnsParser : ISourceParser
{
    private const int FirstYear = 1996;

    /// <summary>The entry of the source in the catalog.</summary>
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
            Partial = "only England and Wales, without Scotland and Northern Ireland",
        };

    /// <inheritdoc/>
    public string Recognize(SourceFile file)
    {
        using var workbook = new Workbook(file, CancellationToken.None);
        var list = FullList.Find(workbook) ?? throw WithoutList(file);
        return SourceError.Printable($"a sheet \"{workbook.Sheet}\" titled \"{list.Title}\"");
    }

    /// <inheritdoc/>
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
            UploadArguments.ResolveYear(file, list.Year, "the title above the list")
            ?? throw new SourceFormatException(
                SourceCodes.Year,
                place,
                "the title does not state the year; upload the file with the argument year"
            );
        return file.RequireYear(year, place, FirstYear);
    }

    private static char GenderOf(FullList list, SourceFile file, string place) =>
        UploadArguments.ResolveGender(file, list.Gender, "the title above the list")
        ?? throw new SourceFormatException(
            SourceCodes.FileGender,
            place,
            "the title states neither boys nor girls; upload the file with the argument gender"
        );

    private static SourceFormatException WithoutList(SourceFile file) =>
        new(
            SourceCodes.NoList,
            file.FileName,
            "the workbook has no sheet with the full list: a title \"Top names for baby boys\" (or girls) above a heading Rank, Name, Count"
        );
}
