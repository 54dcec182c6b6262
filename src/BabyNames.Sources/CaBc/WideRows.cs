using System.Globalization;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaBc;

/// <summary>Reads rows with a column for each year.</summary>
internal sealed class WideRows(CsvTable rows, int[] years, char sex, NameRows names)
{
    public IEnumerable<NameRecord> Drain() => names.Drain();

    /// <summary>Adds the counts of a row. When a count or the total is invalid, none is added and the row is reported. A repeated name is
    /// reported at its first repeated year.</summary>
    public void Add(CsvRow row, string name)
    {
        var counts = new int[years.Length];
        for (var i = 0; i < years.Length; i++)
        {
            if (CsvCells.TryParseCountOrZero(row.Fields[i + 1], out counts[i]))
                continue;
            rows.Reject(row, new(SourceCodes.Count, $"the count is not a whole number from 0 to {int.MaxValue}"), i + 1);
            return;
        }
        var sum = counts.Sum(count => (long)count);
        if (!long.TryParse(row.Fields[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var total) || total != sum)
        {
            rows.Reject(row, new(SourceCodes.Total, $"the years add up to {sum}, not to the total"), row.Fields.Length - 1);
            return;
        }
        for (var i = 0; i < years.Length; i++)
        {
            if (counts[i] == 0 || names.Add(years[i], sex, name, counts[i]) is not { } error)
                continue;
            // One error for each line: the name has the same error in its other years.
            rows.Reject(row, error, 0);
            return;
        }
    }
}
