using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Messages of the OData library, in the words of this server.</summary>
internal static partial class LibraryMessages
{
    public static string Plain(string message)
    {
        if (message.Contains("internal error", StringComparison.Ordinal))
            return "The query cannot be read.";
        if (message.Contains("Recursion depth", StringComparison.Ordinal))
            return "Parentheses, functions and aliases are nested too deep.";
        if (message.Contains("'Microsoft.", StringComparison.Ordinal))
            return "An operator, function or aggregation method does not take a value of this type.";
        if (Grouped().Match(message) is { Success: true } grouped)
            return $"There is no {grouped.Groups["name"].Value} among the columns of the groups.";
        message = message.Replace("|expand'", "'", StringComparison.Ordinal);
        var plain = ForDevelopers().Replace(message, "");
        return plain.Contains("limit", StringComparison.OrdinalIgnoreCase) ? $"{plain} Ask for less at a time, or with 'in' for many values of one property." : plain;
    }

    [GeneratedRegex("grouping expression '(?<name>[^']*)' must evaluate to a property access value")]
    private static partial Regex Grouped();

    /// <summary>Sentences that tell whoever runs the library where to raise a limit.</summary>
    [GeneratedRegex(@"\s*[^.]*\b(EnableQueryAttribute|ODataValidationSettings|ODataQuerySettings)\b[^.]*\.")]
    private static partial Regex ForDevelopers();
}
