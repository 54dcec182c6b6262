namespace BabyNames.Sources.GbOns;

/// <summary>The rows under the heading of the full list.</summary>
internal sealed class ListRows(Workbook workbook, FullList list, int year, char gender, SourceFile file, SourceReport report)
{
    private readonly NameRows _rows = new(file.FileName, file.Limits, report);
    private bool _hasBegun;
    private bool _hasEnded;

    /// <exception cref="SourceFormatException">Damage further down, or more names than
    /// <see cref="SourceLimits.MaxRowsInMemory"/>.</exception>
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

    /// <summary>Down to the first row without name and count (a blank one, or a footnote in the first column) every row is
    /// the list's. Below, what has a rank and a count still is: a gap must not swallow names. Footnotes, the source and the
    /// date of release have none.</summary>
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
        // A sum of all names has no rank, and must not become a name.
        if (!Cell.TryWhole(Rank, out _))
            Reject(0, Rank, new(SourceCodes.Columns, "the rank is not a whole number; expected Rank, Name, Count"));
        else if (Cell.Name(Name) is not { } name)
            Reject(1, Name, new(SourceCodes.Name, Cell.IsBlank(Name) ? "the name is empty" : "the cell holds no name"));
        else if (!Cell.TryWhole(Count, out var count))
            Reject(2, Count, new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}"));
        else if (_rows.Add(year, gender, name, count) is { } fault)
            Reject(fault.Code == SourceCodes.Count ? 2 : 1, fault.Code == SourceCodes.Count ? Count : Name, fault);
    }

    private void Reject(int column, object? value, RowError fault)
    {
        var text = Cell.IsBlank(value) ? null : SourceError.Printable(Cell.Text(value));
        report.Add(
            new(
                fault.Code,
                SourceError.Printable($"{file.FileName}, {workbook.Sheet}"),
                workbook.Row,
                text,
                fault.Reason,
                Cell.Address(list.Column + column, workbook.Row)
            )
        );
    }
}
