using System.Text;

namespace BabyNames.Sources;

/// <summary>Applies one spelling rule to the names of every source, so that a series does not split where a publisher changed from
/// capitals.</summary>
/// <remarks>The rule trims the name, composes it (Unicode NFC) and collapses inner white space. The first letter of each part becomes
/// upper case and the rest lower case: <c>JEAN-PIERRE</c> becomes <c>Jean-Pierre</c>, <c>O'NEIL</c> becomes <c>O'Neil</c>, <c>MD.</c>
/// becomes <c>Md.</c> A part begins after white space, a hyphen or an apostrophe. Typographic apostrophes, which phones type, become
/// <c>'</c>. The spellings of the US SSA do not change.</remarks>
public static class NameNormalizer
{
    /// <summary>Whether .NET composes text. With invariant globalization it does not, and two spellings of Zoë would be two
    /// names.</summary>
    public static bool CanCompose { get; } = "e\u0308".Normalize() == "\u00EB";

    /// <summary>Returns the normalized spelling of a name. The result may be empty and is not limited in length.</summary>
    /// <param name="published">The name as the file has it.</param>
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
        // Compose again: a change of case can leave a letter and a mark that have a composed form.
        return name.ToString().Normalize();
    }

    /// <summary>Whether a name is one upper-case ASCII letter and lower-case ASCII letters. Nearly every name of the largest source is,
    /// and the rule does not change such names.</summary>
    private static bool IsPlain(ReadOnlySpan<char> name) =>
        name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && !name[1..].ContainsAnyExceptInRange('a', 'z');
}
