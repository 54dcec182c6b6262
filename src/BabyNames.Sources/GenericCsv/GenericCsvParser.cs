using BabyNames.Sources.Text;

namespace BabyNames.Sources.GenericCsv;

/// <summary>Reads a CSV of any publisher and country whose heading names year, name, sex and count.</summary>
/// <remarks>
/// <para>The file is UTF-8 with or without a byte order mark, separated by commas; fields may be quoted. The heading, in any order and
/// case, has one column each of <c>Year</c>; <c>Name</c>; <c>Sex</c> or <c>Gender</c>; <c>Count</c>, <c>Births</c>, <c>Number</c> or
/// <c>Amount</c>. It may have one column <c>Area</c>, <c>State</c>, <c>Province</c>, <c>Region</c> or <c>Territory</c>, whose cells are
/// found by <see cref="AreaNames"/>. Any other column with the heading of an area or of a part of the population is an error
/// (<see cref="AreaColumns"/>); all others are ignored. The sex is F, Female, Girl(s), M, Male or Boy(s). The arguments year and sex of the
/// upload are errors.</para>
/// <para>Publisher, licence and cut-off are unknown. The rows may be in any order, so the parser holds the whole file, up to the limit of
/// rows in <see cref="SourceLimits"/>. Rules checked 2026-11.</para>
/// </remarks>
public sealed class GenericCsvParser : ISourceParser
{
    private static readonly string[] NameHeadings = ["Name", "First name", "Given name"];
    private static readonly string[] SexHeadings = ["Sex", "Gender"];
    private static readonly string[] AreaHeadings = ["Area", "Area code", "State", "Province", "Region", "Territory"];
    private static readonly string[] CountHeadings = ["Count", "Births", "Number", "Amount"];

    /// <summary>The entry of the source in the catalog.</summary>
    public static Source Source { get; } =
        new(
            "generic_csv",
            null,
            "Any publisher, as a CSV with a heading",
            null,
            "Licence of the uploaded file",
            "Publisher of the uploaded file",
            "a CSV whose heading names year, name, sex and count",
            "any",
            CutOff: 1,
            new GenericCsvParser()
        );

    private static RowError UnknownArea { get; } =
        new(
            SourceCodes.UnknownArea,
            "the country has no such area; `areas` lists codes and names, and an admin can add one. A row of the whole country has the "
                + "country's code"
        );

    /// <inheritdoc/>
    public string Recognize(SourceFile file)
    {
        TextCheck.RequireText(file);
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        _ = new Columns(rows, file);
        return "a heading with year, name, sex and count";
    }

    /// <inheritdoc/>
    public IEnumerable<NameRecord> Read(SourceFile file, SourceReport report, CancellationToken cancellationToken)
    {
        TextCheck.RequireText(file);
        var errors = report.ErrorCount;
        var rows = new CsvTable(file.Content, file.FileName, report, file.Advance);
        rows.ReadHeading();
        var columns = new Columns(rows, file);
        UploadArguments.RefuseYearAndGender(file);
        if (columns.HasArea)
            UploadArguments.RefuseArea(file, "each row has its area");
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
        private readonly CsvTable _table;
        private readonly int _lastYear;
        private readonly int _year;
        private readonly int _name;
        private readonly int _sex;
        private readonly int _count;
        private readonly int? _area;
        private readonly AreaNames _areas;

        /// <exception cref="SourceFormatException">A column is missing, or a column that is not read has the heading of an
        /// area.</exception>
        public Columns(CsvTable table, SourceFile file)
        {
            (_table, _lastYear, _areas) = (table, file.LastYear, file.Areas);
            (_year, _name, _sex) = (table.Column("Year"), table.Column(NameHeadings), table.Column(SexHeadings));
            _count = table.Column(CountHeadings);
            _area = table.Heading.Any(heading => AreaHeadings.Contains(heading, StringComparer.OrdinalIgnoreCase))
                ? table.Column(AreaHeadings)
                : null;
            var others = table.Heading.Where(
                (_, column) => column != _year && column != _name && column != _sex && column != _count && column != _area
            );
            if (AreaColumns.FindFirst(others) is { } area)
                throw new SourceFormatException(
                    SourceCodes.Area,
                    file.FileName,
                    $"the column {SourceError.Printable(area)} seems to be an area or a part of the population, and its rows would count "
                        + "as rows of the whole country; name a column with areas of the country Area, or add up the counts and remove the "
                        + "column",
                    line: 1
                );
        }

        public bool HasArea => _area is not null;

        public void Add(CsvRow row, NameRows names)
        {
            string? area = null;
            if (_area is { } column && (area = _areas.Find(row.Fields[column])) is null)
                _table.Reject(row, UnknownArea, column);
            else if (!CsvCells.TryParseYear(row.Fields[_year], _lastYear, out var year))
                _table.Reject(row, CsvCells.InvalidYear(_lastYear), _year);
            else if (CsvCells.ParseSex(row.Fields[_sex]) is not { } sex)
                _table.Reject(row, CsvCells.InvalidSex, _sex);
            else if (!NameRows.TryParseCount(row.Fields[_count], out var count))
                _table.Reject(row, CsvCells.InvalidCount, _count);
            else if (names.Add(year, sex, row.Fields[_name], count, area) is { } error)
                _table.Reject(row, error, _name);
        }
    }
}
