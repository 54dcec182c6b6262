using System.Runtime.InteropServices;
using System.Text;
using BabyNames.Sources.Text;

namespace BabyNames.Sources.UsSsa;

/// <summary>The rows of one year's file: checked line by line, then handed out with their doubles added up.</summary>
internal sealed class YearRows(int year, string file, SourceLimits limits, SourceReport report)
{
    private const int LongestName = 100;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<(string Name, char Gender), Births> _births = [];

    /// <summary>Spellings that normalising changed, to tell a double of the publisher from one that we make.</summary>
    private readonly HashSet<(string Published, char Gender)> _changed = [];

    /// <param name="advance">Called after every line that may have read on.</param>
    /// <exception cref="SourceFormatException">More names than <see cref="SourceLimits.NamesPerYear"/>.</exception>
    public IEnumerable<NameRecord> Read(ByteLines lines, Action advance, CancellationToken cancellationToken)
    {
        while (lines.Read())
        {
            if (lines.Number % 1_000 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            advance();
            if (!lines.Line.IsEmpty)
                Add(lines);
        }
        foreach (var ((name, gender), births) in _births)
            yield return new(year, gender, name, births.Count);
    }

    private void Add(ByteLines lines)
    {
        if (lines.IsCut)
        {
            Reject(lines, SourceCodes.LineTooLong, $"the line is longer than {ByteLines.LongestLine:N0} bytes");
            return;
        }
        Fields fields;
        if (lines.Line.Contains((byte)'"'))
        {
            if (!Fields.TrySplitQuoted(lines.Line, out var unquoted))
            {
                Reject(lines, SourceCodes.Quote, "a quote is opened and not closed on the line");
                return;
            }
            fields = Fields.Split(unquoted, Fields.QuotedSeparator);
        }
        else
        {
            fields = Fields.Split(lines.Line, (byte)',');
        }
        if (fields.Count != 3)
            Reject(lines, SourceCodes.Columns, $"expected three columns, Name,Sex,Count; found {fields.Count}");
        else if (fields.Second is not [(byte)'F' or (byte)'M'])
            Reject(lines, SourceCodes.Gender, "the sex is neither F nor M");
        else if (!TryCount(fields.Third, out var count))
            Reject(lines, SourceCodes.Count, $"the count is not a whole number from 1 to {int.MaxValue}");
        else if (TryName(lines, fields.First) is { } published)
            Add(lines, published, (char)fields.Second[0], count);
    }

    private void Add(ByteLines lines, string published, char gender, int count)
    {
        var name = NameNormalizer.Normalize(published);
        if (name.Length is 0 or > LongestName)
        {
            Reject(lines, SourceCodes.Name, $"the name must have 1 to {LongestName} characters; it has {name.Length}");
            return;
        }
        var changed = !ReferenceEquals(name, published) && name != published;
        ref var births = ref CollectionsMarshal.GetValueRefOrAddDefault(_births, (name, gender), out var known);
        var twice = changed ? !_changed.Add((published, gender)) : known && births.AsPublished;
        if (twice)
        {
            Reject(lines, SourceCodes.Duplicate, "the name stands here a second time for this year and sex");
            return;
        }
        if (_births.Count + _changed.Count > limits.NamesPerYear)
            throw new SourceFormatException(SourceCodes.OverLimit, file, $"more than {limits.NamesPerYear:N0} names in one year", lines.Number);
        if (known)
            report.Warn(SourceCodes.AddedUp, "spellings that differ only in case, blanks or composition were added up", $"{published} {year}");
        if (int.MaxValue - births.Count < count)
        {
            Reject(lines, SourceCodes.Count, $"the births of {name} add up to more than {int.MaxValue}");
            return;
        }
        births = new(births.Count + count, births.AsPublished || !changed);
    }

    private static bool TryCount(ReadOnlySpan<byte> digits, out int count)
    {
        count = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && int.TryParse(digits, out count) && count > 0;
    }

    private string? TryName(ByteLines lines, ReadOnlySpan<byte> bytes)
    {
        string name;
        try
        {
            name = NamePool.Shared.Get(bytes) ?? StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Reject(lines, SourceCodes.Encoding, "the text is not UTF-8");
            return null;
        }
        if (NamePool.IsPlain(bytes))
            return name;
        var usual = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (!NameText.IsHarmless(rune))
            {
                Reject(lines, SourceCodes.Name, "the name has a control or format character");
                return null;
            }
            usual &= NameText.IsUsual(rune);
        }
        if (!usual)
            report.Warn(SourceCodes.UnusualName, "names with characters that names do not have were kept as published", $"{name} {year}");
        return name;
    }

    private void Reject(ByteLines lines, string code, string reason)
    {
        var text = SourceError.Printable(Encoding.UTF8.GetString(lines.Line[..Math.Min(lines.Line.Length, 400)]));
        report.Add(new(code, SourceError.Printable(file), lines.Number, text, reason));
    }

    /// <param name="AsPublished">Whether a row of the file has exactly the normalised spelling.</param>
    private readonly record struct Births(int Count, bool AsPublished);
}
