using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Quotes the words of <c>$search</c>. The OData library parses words without quotes only if they have only letters, while OData
/// allows digits, hyphens, apostrophes and marks, too.</summary>
internal static partial class SearchWords
{
    /// <summary>Quotes each word. Phrases, operators and parentheses do not change.</summary>
    public static string Quote(string search) =>
        PhraseOrWord()
            .Replace(
                search,
                word =>
                    word.Value is "AND" or "OR" or "NOT" or ['"', ..]
                        ? word.Value
                        : $"\"{word.Value.Replace(@"\", @"\\", StringComparison.Ordinal)}\""
            );

    [GeneratedRegex(
        """
            "(?:[^"\\]|\\.)*"?|[^\s()"]+
            """
    )]
    private static partial Regex PhraseOrWord();
}
