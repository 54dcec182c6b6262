using System.Text;

namespace BabyNames.Server.Search;

/// <summary>Edits between two spellings: a letter put in, left out or replaced, or two neighbours exchanged.</summary>
internal static class Spelling
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>The number of edits, none of which changes what another has changed (optimal string alignment).</summary>
    public static int Distance(string one, string other)
    {
        Rune[] from = [.. one.EnumerateRunes()],
            to = [.. other.EnumerateRunes()];
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
                edits[i, j] = i == 0 || j == 0 ? i + j : Least(edits, from, to, i, j);
        }
        return edits[from.Length, to.Length];
    }

    /// <summary>Every text that is one edit away. Letters put in are those of the text and of the English alphabet.</summary>
    public static string[] Neighbours(string text)
    {
        Rune[] letters = [.. text.EnumerateRunes()];
        Rune[] alphabet = [.. letters.Concat(Alphabet.EnumerateRunes()).Distinct()];
        var found = new HashSet<string>();
        for (var i = 0; i <= letters.Length; i++)
        {
            var (before, after) = (Text(letters[..i]), Text(letters[i..]));
            found.UnionWith(alphabet.Select(letter => $"{before}{letter}{after}"));
            if (i < letters.Length)
            {
                var rest = Text(letters[(i + 1)..]);
                found.Add(before + rest);
                found.UnionWith(alphabet.Select(letter => $"{before}{letter}{rest}"));
            }
            if (i + 1 < letters.Length)
                found.Add($"{before}{letters[i + 1]}{letters[i]}{Text(letters[(i + 2)..])}");
        }
        found.Remove(text);
        return [.. found];
    }

    private static int Least(int[,] edits, Rune[] from, Rune[] to, int i, int j)
    {
        var isSame = from[i - 1] == to[j - 1];
        var least = Math.Min(Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1, edits[i - 1, j - 1] + (isSame ? 0 : 1));
        return i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] ? Math.Min(least, edits[i - 2, j - 2] + 1) : least;
    }

    private static string Text(Rune[] letters) => string.Concat(letters);
}
