using System.Runtime.InteropServices;

namespace BabyNames.Sources;

/// <summary>Why a row cannot be taken. Who read it says where it stands.</summary>
internal readonly record struct RowError(string Code, string Reason);

/// <summary>Rows of one file, or of one part that no other part repeats: each name checked, normalised, and its doubles
/// found. Holds the rows until they are handed out.</summary>
/// <param name="file">Named when there are too many rows.</param>
/// <param name="addsRepeats">Whether the publisher is known to list a name twice where both count; else that is a fault.</param>
internal sealed class NameRows(string file, SourceLimits limits, SourceReport report, bool addsRepeats = false)
{
    public const int LongestName = 100;

    private readonly Dictionary<(string Name, short Year, char Gender, int Area), Births> _births = [];

    /// <summary>By their places, so that a row holds 4 bytes of its area.</summary>
    private readonly List<string?> _areas = [null];

    /// <summary>Rows in any spelling but the normalised one and capitals, to tell a double of the publisher from one that
    /// normalising makes. Few: no publisher mixes cases or blanks in most of its rows.</summary>
    private readonly HashSet<(string Published, int Year, char Gender, int Area)> _others = [];

    private int _rows;

    /// <param name="area">Code of the area that the row names, or null.</param>
    /// <returns>Null when the row was taken.</returns>
    /// <exception cref="SourceFormatException">More rows than <see cref="SourceLimits.MaxRowsInMemory"/>.</exception>
    public RowError? Add(int year, char gender, string published, int count, string? area = null)
    {
        if (Check(published, year) is { } fault)
            return fault;
        var name = NameNormalizer.Normalize(published);
        if (name.Length is 0 or > LongestName)
            return new(SourceCodes.Name, $"the name must have 1 to {LongestName} characters; it has {name.Length}");
        var place = PlaceOf(area);
        ref var births = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _births,
            (NamePool.Shared.Get(name), (short)year, gender, place),
            out var known
        );
        var spelling = SpellingOf(published, name);
        var twice = spelling == Spellings.Other ? !_others.Add((published, year, gender, place)) : births.Seen.HasFlag(spelling);
        if (twice && !addsRepeats)
            return new(
                SourceCodes.Duplicate,
                area is null
                    ? "the name stands here a second time for this year and sex"
                    : "the name stands here a second time for this area, year and sex"
            );
        if (!twice && ++_rows > limits.MaxRowsInMemory)
            throw new SourceFormatException(
                SourceCodes.OverLimit,
                file,
                $"more than {limits.MaxRowsInMemory:N0} rows in one part of the file (setting Sources:MaxRowsInMemory)"
            );
        if (twice)
            report.Warn(
                SourceCodes.Repeated,
                "names listed twice for one year and sex were added up, as the publisher means them",
                $"{published} {year}"
            );
        else if (known)
            report.Warn(
                SourceCodes.AddedUp,
                "spellings that differ only in case, blanks or composition were added up",
                $"{published} {year}"
            );
        if (int.MaxValue - births.Count < count)
            return new(SourceCodes.Count, $"the births of {name} add up to more than {int.MaxValue}");
        births = new(births.Count + count, births.Seen | spelling);
        return null;
    }

    /// <summary>Hands the rows out and forgets them.</summary>
    public IEnumerable<NameRecord> Drain()
    {
        foreach (var ((name, year, gender, place), births) in _births)
        {
            if (births.Count > 0)
                yield return new(year, gender, name, births.Count, _areas[place]);
        }
        _births.Clear();
        _others.Clear();
        _rows = 0;
    }

    /// <summary>Digits alone, from 1: no sign, separator, fraction or exponent.</summary>
    public static bool TryCount(ReadOnlySpan<char> digits, out int count)
    {
        count = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9') && int.TryParse(digits, out count) && count > 0;
    }

    private int PlaceOf(string? area)
    {
        // A file has few areas, and mostly the one of the row before.
        var place = _areas.LastIndexOf(area);
        if (place >= 0)
            return place;
        _areas.Add(area);
        return _areas.Count - 1;
    }

    private RowError? Check(string name, int year)
    {
        var usual = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetter((char)rune.Value))
                continue;
            if (!NameText.IsHarmless(rune))
                return new(SourceCodes.Name, "the name has a control or format character");
            usual &= NameText.IsUsual(rune);
        }
        if (!usual)
            report.Warn(SourceCodes.UnusualName, "names with characters that names do not have were kept as published", $"{name} {year}");
        return null;
    }

    private static Spellings SpellingOf(string published, string name) =>
        published == name ? Spellings.Normalised
        : published == name.ToUpperInvariant() ? Spellings.Capitals
        : Spellings.Other;

    /// <summary>In which spellings a name has come. A publisher that writes capitals writes them in every row, so that a bit
    /// must do for them: to keep each row's text would double what a file takes.</summary>
    [Flags]
    private enum Spellings : byte
    {
        None = 0,
        Normalised = 1,
        Capitals = 2,
        Other = 4,
    }

    private readonly record struct Births(int Count, Spellings Seen);
}
