namespace BabyNames.Sources.UsSsa;

/// <summary>The first three fields of a line, and the number of all its fields.</summary>
internal readonly ref struct Fields
{
    /// <summary>Replaces the commas outside of quotes in a line with quotes. Text does not have this byte.</summary>
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

    /// <summary>Removes the quotes (two within quotes are one) and replaces the commas outside of them by
    /// <see cref="QuotedSeparator"/>.</summary>
    /// <returns>False when a quote is not closed.</returns>
    public static bool TryUnquote(ReadOnlySpan<byte> line, out byte[] unquoted)
    {
        var result = new byte[line.Length];
        var length = 0;
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var isQuote = line[i] == (byte)'"';
            if (isQuote && isQuoted && i + 1 < line.Length && line[i + 1] == (byte)'"')
                result[length++] = line[i++];
            else if (isQuote)
                isQuoted = !isQuoted;
            else
                result[length++] = !isQuoted && line[i] == (byte)',' ? QuotedSeparator : line[i];
        }
        unquoted = result[..length];
        return !isQuoted;
    }
}
