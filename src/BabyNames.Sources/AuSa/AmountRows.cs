using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuSa;

/// <summary>Collects the rows of one year and sex and adds up repeated names.</summary>
/// <param name="headings">The headings as the file has them, for error messages.</param>
internal sealed class AmountRows(int year, char gender, string[] headings, SourceFile file, SourceReport report)
{
    private const string Total = "TOTAL";

    private readonly NameRows _rows = new(file.FileName, file.Limits, report, addsRepeats: true);
    private long _births;

    public void Add(CsvRow row)
    {
        if (row.ParseError is { } error)
            report.Add(row.Error(file.FileName, error));
        else if (row.IsBlank)
            return;
        else if (row.Fields.Length != headings.Length)
            report.Add(
                row.Error(
                    file.FileName,
                    new(SourceCodes.Columns, $"expected {headings.Length} columns, {string.Join(',', headings)}; found {row.Fields.Length}")
                )
            );
        else if (IsTotal(row.Fields))
            report.Warn(SourceCodes.RowSkipped, "a row with the total was skipped", $"{row.Text}; the rows before it add up to {_births}");
        else
            Add(row, row.Fields[0], row.Fields[1]);
    }

    public IEnumerable<NameRecord> Drain() => _rows.Drain();

    /// <summary>Whether a row is the total. A child may be called Total; the row has an amount and a position then.</summary>
    private static bool IsTotal(string[] fields) =>
        fields[0].Trim().Equals(Total, StringComparison.OrdinalIgnoreCase) && (fields[1].Length == 0 || fields[2].Length == 0);

    private void Add(CsvRow row, string name, string amount)
    {
        if (!NameRows.TryParseCount(amount, out var count))
        {
            report.Add(
                row.Error(
                    file.FileName,
                    new(SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}"),
                    headings[1],
                    amount
                )
            );
            return;
        }
        if (_rows.Add(year, gender, name, count) is { } error)
        {
            report.Add(row.Error(file.FileName, error, headings[0], name));
            return;
        }
        _births += count;
        Placeholders.Check(name, year, report);
    }
}
