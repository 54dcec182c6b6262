namespace BabyNames.Sources;

/// <summary>Strings of names, shared between rows: 104,000 names make 2.1 million rows. Holds at most 64 K of them, of at
/// most 30 letters each, the newest in each place: 6 MB.</summary>
/// <remarks>Safe from several threads: a place holds one whole string.</remarks>
internal sealed class NamePool
{
    private const int LongestPlain = 15;
    private const int Longest = 30;

    public static NamePool Shared { get; } = new();

    private readonly string?[] _names = new string?[1 << 16];

    /// <summary>The string of a plain name (ASCII letters only, at most as many as the SSA publishes); null for any other.</summary>
    public string? Get(ReadOnlySpan<byte> name)
    {
        if (!IsPlain(name))
            return null;
        Span<char> letters = stackalloc char[name.Length];
        for (var i = 0; i < name.Length; i++)
            letters[i] = (char)name[i];
        ref var place = ref PlaceOf(letters);
        var pooled = place;
        return pooled is not null && letters.SequenceEqual(pooled) ? pooled : place = letters.ToString();
    }

    /// <summary>A string with the same letters, where the pool has one, so that this one need not be kept.</summary>
    public string Get(string name)
    {
        if (name.Length > Longest)
            return name;
        ref var place = ref PlaceOf(name);
        var pooled = place;
        return pooled == name ? pooled : place = name;
    }

    private ref string? PlaceOf(ReadOnlySpan<char> name) => ref _names[(ushort)string.GetHashCode(name)];

    private static bool IsPlain(ReadOnlySpan<byte> name)
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
}
