using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Words of <c>$search</c> as the OData library takes them: without quotes it knows only words of letters, while those of OData have
/// digits, hyphens, apostrophes and marks too.</summary>
internal static partial class SearchWords
{
    /// <summary>Puts each word into quotes; phrases, operators and parentheses stay as they are.</summary>
    public static string Quote(string search) =>
        PhraseOrWord()
            .Replace(
                search,
                found =>
                    found.Value is "AND" or "OR" or "NOT" or ['"', ..]
                        ? found.Value
                        : $"\"{found.Value.Replace(@"\", @"\\", StringComparison.Ordinal)}\""
            );

    [GeneratedRegex(
        """
            "(?:[^"\\]|\\.)*"?|[^\s()"]+
            """
    )]
    private static partial Regex PhraseOrWord();
}
