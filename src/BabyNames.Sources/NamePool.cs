namespace BabyNames.Sources;

/// <summary>Shares the strings of names between rows: 2.1 million rows have 104,000 names. The pool has 64 K slots, each with the newest
/// name of its hash and at most 30 letters: 6 MB.</summary>
/// <remarks>Thread-safe, because a slot is one reference.</remarks>
internal sealed class NamePool
{
    private const int MaxPlainLength = 15;
    private const int MaxLength = 30;

    public static NamePool Shared { get; } = new();

    private readonly string?[] _names = new string?[1 << 16];

    /// <summary>Returns the string of a plain name: only ASCII letters, at most the 15 that the SSA publishes.</summary>
    /// <returns>The string; null for any other name.</returns>
    public string? Get(ReadOnlySpan<byte> name)
    {
        if (!IsPlain(name))
            return null;
        Span<char> letters = stackalloc char[name.Length];
        for (var i = 0; i < name.Length; i++)
            letters[i] = (char)name[i];
        ref var slot = ref SlotOf(letters);
        var pooled = slot;
        return pooled is not null && letters.SequenceEqual(pooled) ? pooled : slot = letters.ToString();
    }

    /// <summary>Returns the pooled string that equals <paramref name="name"/>, if there is one, so that the argument can be
    /// collected.</summary>
    public string Get(string name)
    {
        if (name.Length > MaxLength)
            return name;
        ref var slot = ref SlotOf(name);
        var pooled = slot;
        return pooled == name ? pooled : slot = name;
    }

    private ref string? SlotOf(ReadOnlySpan<char> name) => ref _names[(ushort)string.GetHashCode(name)];

    private static bool IsPlain(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxPlainLength)
            return false;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }
        return true;
    }
}
