namespace BabyNames.Sources.UsSsa;

/// <summary>The first three fields of a line, and how many there are.</summary>
internal readonly ref struct Fields
{
    /// <summary>Stands for a comma outside of quotes in a line that had quotes; no text has this byte.</summary>
    public const byte QuotedSeparator = 0x1F;

    public ReadOnlySpan<byte> First { get; private init; }
    public ReadOnlySpan<byte> Second { get; private init; }
    public ReadOnlySpan<byte> Third { get; private init; }
    public int Count { get; private init; }

    public static Fields Split(ReadOnlySpan<byte> line, byte separator)
    {
        var first = line.IndexOf(separator);
        if (first < 0)
            return new() { First = line, Count = 1 };
        var rest = line[(first + 1)..];
        var second = rest.IndexOf(separator);
        if (second < 0)
            return new()
            {
                First = line[..first],
                Second = rest,
                Count = 2,
            };
        var third = rest[(second + 1)..];
        return new()
        {
            First = line[..first],
            Second = rest[..second],
            Third = third,
            Count = 3 + third.Count(separator),
        };
    }

    /// <summary>Takes the quotes off (two inside of quotes are one) and marks the commas that separate.</summary>
    /// <returns>False when a quote is not closed.</returns>
    public static bool TrySplitQuoted(ReadOnlySpan<byte> line, out byte[] unquoted)
    {
        var result = new byte[line.Length];
        var length = 0;
        var inside = false;
        for (var i = 0; i < line.Length; i++)
        {
            var isQuote = line[i] == (byte)'"';
            if (isQuote && inside && i + 1 < line.Length && line[i + 1] == (byte)'"')
                result[length++] = line[i++];
            else if (isQuote)
                inside = !inside;
            else
                result[length++] = !inside && line[i] == (byte)',' ? QuotedSeparator : line[i];
        }
        unquoted = result[..length];
        return !inside;
    }
}
