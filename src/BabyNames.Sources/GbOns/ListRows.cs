namespace BabyNames.Sources.GbOns;

/// <summary>Reads the rows below the heading of the full list.</summary>
internal sealed class ListRows(Workbook workbook, FullList list, int year, char gender, SourceFile file, SourceReport report)
{
    private readonly NameRows _rows = new(file.FileName, file.Limits, report);
    private bool _hasBegun;
    private bool _hasEnded;

    /// <exception cref="SourceFormatException">The workbook is damaged below the heading, or has more rows than the limit in
    /// <see cref="SourceLimits"/>.</exception>
    public IEnumerable<NameRecord> Read(CancellationToken cancellationToken)
    {
        while (workbook.NextRow())
        {
            if (workbook.Row % 1_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Advance();
            }
            if (IsRow())
                Add();
        }
        foreach (var record in _rows.Drain())
            yield return record;
    }

    private object? Rank => workbook[list.Column];
    private object? Name => workbook[list.Column + 1];
    private object? Count => workbook[list.Column + 2];

    /// <summary>Whether the current row belongs to the list. Every row does down to the first one without name and count, which is blank or
    /// has a footnote in the first column. Below it only rows with a rank and a count do, so that names after a gap are read. Footnotes,
    /// the source and the date of release have no rank.</summary>
    private bool IsRow()
    {
        var isRow = _hasEnded
            ? Cell.IsNumber(Rank) && !Cell.IsBlank(Count)
            : Cell.IsNumber(Rank) || !Cell.IsBlank(Name) || !Cell.IsBlank(Count);
        _hasEnded |= _hasBegun && !isRow;
        _hasBegun |= isRow;
        return isRow;
    }

    private void Add()
    {
        // A row with the sum of all names has no rank. It must not become a name.
        if (!Cell.TryParseWhole(Rank, out _))
            Reject(0, Rank, new(SourceCodes.Columns, "the rank is not a whole number; expected Rank, Name, Count"));
        else if (Cell.Name(Name) is not { } name)
            Reject(1, Name, new(SourceCodes.Name, Cell.IsBlank(Name) ? "the name is empty" : "the value of the cell is not a name"));
        else if (!Cell.TryParseWhole(Count, out var count))
            Reject(2, Count, new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}"));
        else if (_rows.Add(year, gender, name, count) is { } error)
            Reject(error.Code == SourceCodes.Count ? 2 : 1, error.Code == SourceCodes.Count ? Count : Name, error);
    }

    private void Reject(int column, object? value, RowError error)
    {
        var text = Cell.IsBlank(value) ? null : SourceError.Printable(Cell.Text(value));
        report.Add(
            new(
                error.Code,
                SourceError.Printable($"{file.FileName}, {workbook.Sheet}"),
                workbook.Row,
                text,
                error.Reason,
                Cell.Address(list.Column + column, workbook.Row)
            )
        );
    }
}
