namespace BabyNames.Sources.UsSsa;

/// <summary>Strings of plain names, shared between years: 104,000 names make 2.1 million rows. Holds at most 64 K of them,
/// the newest in each place.</summary>
internal sealed class NamePool
{
    private const int LongestPlain = 15;

    public static NamePool Shared { get; } = new();

    private readonly string?[] _names = new string?[1 << 16];

    /// <summary>ASCII letters only, at most as many as the SSA publishes.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > LongestPlain)
            return false;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }
        return true;
    }

    /// <summary>The string of a plain name; null for any other. Safe from several threads: a place holds one whole string.</summary>
    public string? Get(ReadOnlySpan<byte> name)
    {
        if (!IsPlain(name))
            return null;
        Span<char> letters = stackalloc char[name.Length];
        for (var i = 0; i < name.Length; i++)
            letters[i] = (char)name[i];
        ref var place = ref _names[(ushort)string.GetHashCode(letters)];
        var pooled = place;
        return pooled is not null && letters.SequenceEqual(pooled) ? pooled : place = letters.ToString();
    }
}
