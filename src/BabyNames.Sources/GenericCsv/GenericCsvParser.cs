using BabyNames.Sources.Text;

namespace BabyNames.Sources.GenericCsv;

/// <summary>Anyone's table of births, of any country: a CSV whose heading names year, name, sex and count.</summary>
/// <remarks>
/// <para>UTF-8 with or without BOM, commas, quotes where wanted. The heading, in any order and case, has one column each of
/// <c>Year</c>; <c>Name</c>; <c>Sex</c> or <c>Gender</c>; <c>Count</c>, <c>Births</c>, <c>Number</c> or <c>Amount</c>. It may have
/// <c>Area</c>, <c>State</c>, <c>Province</c>, <c>Region</c> or <c>Territory</c>, with the areas of the country as <see cref="AreaNames"/>
/// knows them. A further column that looks like an area, or like a part of the people, is refused (<see cref="AreaColumns"/>); others
/// are passed over. The sex is F, Female, Girl(s) or M, Male, Boy(s). Year and sex of the uploader are refused.</para>
/// <para>Publisher, licence and cut-off are whatever the uploader's file has; none is assumed. The whole file is held, up to
/// <see cref="SourceLimits.MaxRowsInMemory"/>, because its rows may stand in any order. Rules checked 2026-11.</para>
/// </remarks>
public sealed class GenericCsvParser : ISourceParser
{
    private static readonly string[] NameNames = ["Name", "First name", "Given name"];
    private static readonly string[] SexNames = ["Sex", "Gender"];
    private static readonly string[] AreaHeadings = ["Area", "Area code", "State", "Province", "Region", "Territory"];
    private static readonly string[] CountNames = ["Count", "Births", "Number", "Amount"];

    public static Source Source { get; } =
        new(
            "generic_csv",
            null,
            "Any publisher, as a CSV with a heading",
            null,
            "As the uploader's file",
            "As the uploader's file",
            "a CSV whose heading names year, name, sex and count",
            "any",
            CutOff: 1,
            new GenericCsvParser()
        );

    private static RowError NotAnArea { get; } =
        new(
            SourceCodes.UnknownArea,
            "the country has no such area; `areas` lists their codes and names, and an admin can add one. A row of the whole country has its code"
        );

    public string Recognise(SourceFile file)
    {
        TextCheck.Expect(file);
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        _ = new Columns(rows, file);
        return "a heading with year, name, sex and count";
    }

    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.Expect(file);
        var errors = report.ErrorCount;
        var rows = new CsvTable(file.Content, file.FileName, report, file.Advance);
        rows.ReadHeading();
        var columns = new Columns(rows, file);
        Arguments.RefuseBoth(file);
        if (columns.HasArea)
            Arguments.RefuseArea(file, "each row has its area");
        var names = new NameRows(file.FileName, file.Limits, report);
        var any = false;
        foreach (var row in rows.Read(cancellationToken))
        {
            any = true;
            columns.Add(row, names);
        }
        if (!any && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file.FileName, "the file has no rows");
        foreach (var record in names.Drain())
            yield return record;
    }

    private sealed class Columns
    {
        private readonly CsvTable _rows;
        private readonly int _last;
        private readonly int _year;
        private readonly int _name;
        private readonly int _sex;
        private readonly int _count;
        private readonly int? _area;
        private readonly AreaNames _areas;

        /// <exception cref="SourceFormatException">A column is missing, or one that is not read looks like an area.</exception>
        public Columns(CsvTable rows, SourceFile file)
        {
            (_rows, _last, _areas) = (rows, file.LastYear, file.Areas);
            (_year, _name, _sex, _count) = (rows.Column("Year"), rows.Column(NameNames), rows.Column(SexNames), rows.Column(CountNames));
            _area = rows.Heading.Any(heading => AreaHeadings.Contains(heading, StringComparer.OrdinalIgnoreCase))
                ? rows.Column(AreaHeadings)
                : null;
            var others = rows.Heading.Where(
                (_, column) => column != _year && column != _name && column != _sex && column != _count && column != _area
            );
            if (AreaColumns.First(others) is { } area)
                throw new SourceFormatException(
                    SourceCodes.Area,
                    file.FileName,
                    $"the column {SourceError.Printable(area)} looks like an area or a part of the people, and its rows would count as "
                        + "the whole country's; call a column of the country's areas Area, else add up the counts and take the column away",
                    line: 1
                );
        }

        public bool HasArea => _area is not null;

        public void Add(CsvRow row, NameRows names)
        {
            string? area = null;
            if (_area is { } column && (area = _areas.Find(row.Fields[column])) is null)
                _rows.Reject(row, NotAnArea, column);
            else if (!CsvCells.TryYear(row.Fields[_year], _last, out var year))
                _rows.Reject(row, CsvCells.NotAYear(_last), _year);
            else if (CsvCells.Sex(row.Fields[_sex]) is not { } sex)
                _rows.Reject(row, CsvCells.NotASex, _sex);
            else if (!NameRows.TryCount(row.Fields[_count], out var count))
                _rows.Reject(row, CsvCells.NotACount, _count);
            else if (names.Add(year, sex, row.Fields[_name], count, area) is { } fault)
                _rows.Reject(row, fault, _name);
        }
    }
}
