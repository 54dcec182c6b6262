using System.Runtime.InteropServices;

namespace BabyNames.Sources;

/// <summary>The reason why a row is invalid. The reader of the row adds file and line.</summary>
internal readonly record struct RowError(string Code, string Reason);

/// <summary>Checks and normalizes the names of one file, or of one part whose rows no other part repeats, and finds duplicates. Holds the
/// rows until <see cref="Drain"/> returns them.</summary>
/// <param name="file">Name of the file for the error when there are too many rows.</param>
/// <param name="addsRepeats">Whether the publisher is known to list a name twice where both rows count. If false, a second row is an
/// error.</param>
internal sealed class NameRows(string file, SourceLimits limits, SourceReport report, bool addsRepeats = false)
{
    /// <summary>Maximum length of a normalized name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 100;

    private readonly Dictionary<(string Name, short Year, char Gender, int AreaIndex), NameCount> _counts = [];

    /// <summary>The distinct areas. A row holds the index of its area, which takes 4 bytes.</summary>
    private readonly List<string?> _areas = [null];

    /// <summary>Rows that are spelled neither as normalized nor in capitals. They tell a duplicate of the publisher from one that
    /// normalizing makes. There are few, because no publisher mixes cases or spaces in most of its rows.</summary>
    private readonly HashSet<(string Published, int Year, char Gender, int AreaIndex)> _otherSpellings = [];

    private int _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="area">Code of the area that the row names, or null.</param>
    /// <returns>Null when the row was added; else the reason why it was not.</returns>
    /// <exception cref="SourceFormatException">More rows than <see cref="SourceLimits.MaxRowsInMemory"/>.</exception>
    public RowError? Add(int year, char gender, string published, int count, string? area = null)
    {
        if (Check(published, year) is { } error)
            return error;
        var name = NameNormalizer.Normalize(published);
        if (name.Length is 0 or > MaxNameLength)
            return new(SourceCodes.Name, $"the name must have 1 to {MaxNameLength} characters; it has {name.Length}");
        var areaIndex = IndexOf(area);
        ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _counts,
            (NamePool.Shared.Get(name), (short)year, gender, areaIndex),
            out var exists
        );
        var spelling = SpellingOf(published, name);
        var isRepeated =
            spelling == Spellings.Other ? !_otherSpellings.Add((published, year, gender, areaIndex)) : total.Seen.HasFlag(spelling);
        if (isRepeated && !addsRepeats)
            return new(
                SourceCodes.Duplicate,
                area is null
                    ? "the file has the name a second time for this year and sex"
                    : "the file has the name a second time for this area, year and sex"
            );
        if (!isRepeated && ++_rows > limits.MaxRowsInMemory)
            throw new SourceFormatException(
                SourceCodes.OverLimit,
                file,
                $"more than {limits.MaxRowsInMemory:N0} rows in one part of the file (setting Sources:MaxRowsInMemory)"
            );
        if (isRepeated)
            report.Warn(
                SourceCodes.Repeated,
                "names that the publisher lists twice for one year and sex were added up; the publisher's totals count both rows",
                $"{published} {year}"
            );
        else if (exists)
            report.Warn(
                SourceCodes.AddedUp,
                "spellings that differ only in case, spaces or Unicode composition were added up",
                $"{published} {year}"
            );
        if (int.MaxValue - total.Count < count)
            return new(SourceCodes.Count, $"the births of {name} add up to more than {int.MaxValue}");
        total = new(total.Count + count, total.Seen | spelling);
        return null;
    }

    /// <summary>Returns the rows and removes them.</summary>
    public IEnumerable<NameRecord> Drain()
    {
        foreach (var ((name, year, gender, areaIndex), total) in _counts)
        {
            if (total.Count > 0)
                yield return new(year, gender, name, total.Count, _areas[areaIndex]);
        }
        _counts.Clear();
        _otherSpellings.Clear();
        _rows = 0;
    }

    /// <summary>Parses a whole number from 1. It may have digits only: no sign, separator, fraction or exponent.</summary>
    public static bool TryParseCount(ReadOnlySpan<char> digits, out int count)
    {
        count = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9') && int.TryParse(digits, out count) && count > 0;
    }

    private int IndexOf(string? area)
    {
        // A linear search is fast: a file has few areas.
        var index = _areas.LastIndexOf(area);
        if (index >= 0)
            return index;
        _areas.Add(area);
        return _areas.Count - 1;
    }

    private RowError? Check(string name, int year)
    {
        var hasOnlyNameCharacters = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetter((char)rune.Value))
                continue;
            if (!NameText.IsPrintable(rune))
                return new(SourceCodes.Name, "the name has a control or format character");
            hasOnlyNameCharacters &= NameText.IsUsual(rune);
        }
        if (!hasOnlyNameCharacters)
            report.Warn(
                SourceCodes.UnusualName,
                "names with characters that are unusual in names were stored as published",
                $"{name} {year}"
            );
        return null;
    }

    private static Spellings SpellingOf(string published, string name) =>
        published == name ? Spellings.Normalized
        : published == name.ToUpperInvariant() ? Spellings.Capitals
        : Spellings.Other;

    /// <summary>The spellings in which a file has a name. Capitals have a bit of their own, because a publisher that writes capitals
    /// writes them in every row, and the text of every row would double the memory.</summary>
    [Flags]
    private enum Spellings : byte
    {
        None = 0,
        Normalized = 1,
        Capitals = 2,
        Other = 4,
    }

    private readonly record struct NameCount(int Count, Spellings Seen);
}
