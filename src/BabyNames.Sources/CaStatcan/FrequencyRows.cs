using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaStatcan;

/// <summary>Reads the rows of the table that count births, one year at a time.</summary>
/// <param name="file">Name of the file, or of the member of an archive, for the report.</param>
internal sealed class FrequencyRows(CsvTable rows, string file, SourceFile source, SourceReport report)
{
    public static readonly string[] RequiredColumns =
    [
        "REF_DATE",
        "GEO",
        "Sex at birth",
        "First name at birth",
        "Indicator",
        "VALUE",
        "STATUS",
    ];

    private readonly NameRows _names = new(file, source.Limits, report);
    private readonly HashSet<int> _years = [];
    private int[] _columns = [];
    private string? _place;
    private string? _area;

    public IEnumerable<NameRecord> Read(CancellationToken cancellationToken)
    {
        var errors = report.ErrorCount;
        UploadArguments.RefuseYearAndGender(source);
        rows.ReadHeading();
        _columns = [.. RequiredColumns.Select(column => rows.Column(column))];
        var current = 0;
        foreach (var row in rows.Read(cancellationToken))
        {
            if (Cell(row, 4) != "Frequency")
                continue;
            if (!CsvCells.TryParseYear(Cell(row, 0), source.LastYear, out var year))
            {
                rows.Reject(row, CsvCells.InvalidYear(source.LastYear), _columns[0]);
                continue;
            }
            if (year != current)
            {
                foreach (var record in _names.Drain())
                    yield return record;
                BeginYear(current = year, row.Line);
            }
            Add(row, year);
        }
        if (_years.Count == 0 && report.ErrorCount == errors)
            throw new SourceFormatException(SourceCodes.Empty, file, "the file has no rows with the indicator Frequency");
        foreach (var record in _names.Drain())
            yield return record;
    }

    private void BeginYear(int year, long line)
    {
        if (_years.Add(year))
            return;
        var reason = $"the rows of {year} are not consecutive; sort the file by REF_DATE, as published";
        throw new SourceFormatException(SourceCodes.Year, file, reason, line);
    }

    private void Add(CsvRow row, int year)
    {
        if (_place is null)
            _area = AreaOf(_place = Cell(row, 1), row.Line);
        if (Cell(row, 1) != _place)
        {
            rows.Reject(row, new(SourceCodes.Place, $"a second place; the first is {SourceError.Printable(_place)}"), _columns[1]);
            return;
        }
        if (CsvCells.ParseSex(Cell(row, 2)) is not { } sex)
        {
            rows.Reject(row, CsvCells.InvalidSex, _columns[2]);
            return;
        }
        var value = Cell(row, 5);
        if (value.Length == 0 && Cell(row, 6) == "..")
            return;
        if (!CsvCells.TryParseCountOrZero(value, out var count))
            rows.Reject(row, CsvCells.InvalidCount, _columns[5]);
        else if (count > 0 && _names.Add(year, sex, Cell(row, 3), count, _area) is { } error)
            rows.Reject(row, error, _columns[3]);
    }

    /// <summary>Returns the code of the area with this name.</summary>
    /// <returns>The code; null for Canada.</returns>
    private string? AreaOf(string place, long line) =>
        place == "Canada"
            ? null
            : source.Areas.Find(place)
                ?? throw new SourceFormatException(
                    SourceCodes.UnknownArea,
                    file,
                    $"the place {SourceError.Printable(place)} is neither Canada nor one of its areas",
                    line
                );

    private string Cell(CsvRow row, int requiredColumn) => row.Fields[_columns[requiredColumn]];
}
