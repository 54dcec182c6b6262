using BabyNames.Sources.Text;

namespace BabyNames.Sources.AuSa;

/// <summary>The rows of one year and sex, added up.</summary>
/// <param name="headings">As the file has them, for faults.</param>
internal sealed class AmountRows(int year, char gender, string[] headings, SourceFile file, SourceReport report)
{
    private const string Total = "TOTAL";

    private readonly NameRows _rows = new(file.FileName, file.Limits, report, addsRepeats: true);
    private long _births;

    public void Add(CsvRow row)
    {
        if (row.Fault is { } fault)
            report.Add(row.Error(file.FileName, fault));
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
            report.Warn(SourceCodes.PassedOver, "a row with the total was passed over", $"{row.Text}; the rows before add up to {_births}");
        else
            Add(row, row.Fields[0], row.Fields[1]);
    }

    public IEnumerable<NameRecord> Drain() => _rows.Drain();

    /// <summary>A child may be called Total, and has an amount and a position then.</summary>
    private static bool IsTotal(string[] fields) =>
        fields[0].Trim().Equals(Total, StringComparison.OrdinalIgnoreCase) && (fields[1].Length == 0 || fields[2].Length == 0);

    private void Add(CsvRow row, string name, string amount)
    {
        if (!NameRows.TryCount(amount, out var count))
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
        if (_rows.Add(year, gender, name, count) is { } fault)
        {
            report.Add(row.Error(file.FileName, fault, headings[0], name));
            return;
        }
        _births += count;
        Placeholders.Flag(name, year, report);
    }
}
