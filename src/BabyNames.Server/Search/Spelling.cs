using System.Text;

namespace BabyNames.Server.Search;

/// <summary>Edits between two spellings. An edit inserts, removes or replaces a letter, or exchanges two adjacent letters.</summary>
internal static class Spelling
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Returns the minimum number of edits, where no letter is edited twice (optimal string alignment distance).</summary>
    public static int Distance(string first, string second)
    {
        Rune[] from = [.. first.EnumerateRunes()],
            to = [.. second.EnumerateRunes()];
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
                edits[i, j] = i == 0 || j == 0 ? i + j : MinimumEdits(edits, from, to, i, j);
        }
        return edits[from.Length, to.Length];
    }

    /// <summary>Returns all texts at one edit. Inserted and replacing letters are the letters of the text and of the English
    /// alphabet.</summary>
    public static string[] Neighbors(string text)
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

    private static int MinimumEdits(int[,] edits, Rune[] from, Rune[] to, int i, int j)
    {
        var isSame = from[i - 1] == to[j - 1];
        var least = Math.Min(Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1, edits[i - 1, j - 1] + (isSame ? 0 : 1));
        return i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] ? Math.Min(least, edits[i - 2, j - 2] + 1) : least;
    }

    private static string Text(Rune[] letters) => string.Concat(letters);
}
