using System.Text;

namespace BabyNames.Sources;

/// <summary>One spelling rule for every source, so that a series does not split where a publisher changed from capitals.</summary>
/// <remarks>Trimmed, composed (Unicode NFC), inner blanks collapsed; the first letter of each part is a capital, the rest
/// small: <c>JEAN-PIERRE</c> is <c>Jean-Pierre</c>, <c>O'NEIL</c> is <c>O'Neil</c>, <c>MD.</c> is <c>Md.</c> Parts begin
/// after a blank, a hyphen or an apostrophe. Typographic apostrophes, which phones type, become <c>'</c>. Spellings of the US SSA come out
/// unchanged.</remarks>
public static class NameNormalizer
{
    /// <summary>Whether .NET composes text. With invariant globalization it leaves decomposed text as it is, and two spellings of Zoë would
    /// stay apart.</summary>
    public static bool CanCompose { get; } = "e\u0308".Normalize() == "\u00EB";

    public static string Normalize(string published)
    {
        if (IsPlain(published))
            return published;
        var name = new StringBuilder(published.Length);
        var startsPart = true;
        foreach (var rune in published.Normalize().Trim().EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (name.Length > 0 && name[^1] != ' ')
                    name.Append(' ');
                startsPart = true;
                continue;
            }
            // U+2019, U+2018 and U+02BC.
            var letter = rune.Value is '’' or '‘' or 'ʼ' ? new Rune('\'') : rune;
            name.Append(startsPart ? Rune.ToUpperInvariant(letter) : Rune.ToLowerInvariant(letter));
            startsPart = letter.Value is '-' or '\'';
        }
        // Composing again: changing case can leave a letter and a mark that have a composed form.
        return name.ToString().Normalize();
    }

    /// <summary>One ASCII capital and small ASCII letters: nearly every name of the largest source, and unchanged by the rule.</summary>
    private static bool IsPlain(ReadOnlySpan<char> name) =>
        name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && !name[1..].ContainsAnyExceptInRange('a', 'z');
}
