using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Messages of the OData library, in the words of this server.</summary>
internal static partial class LibraryMessages
{
    public const string Transformations = "filter, groupby, aggregate, compute, and search at the beginning";

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
        return plain.Contains("limit", StringComparison.OrdinalIgnoreCase)
            ? $"{plain} Ask for less at a time, or with 'in' for many values of one property."
            : plain;
    }

    /// <param name="option">Name of the query option.</param>
    /// <param name="text">A text that the library refuses.</param>
    /// <returns>What OData defines and the library cannot parse, as a sentence; null if the text is wrong.</returns>
    public static string? NotSupported(string option, string text)
    {
        var unquoted = Quoted().Replace(text, "''");
        if (option == "$apply" && Transformation().Match(unquoted) is { Success: true } transformation)
            return $"The transformation {transformation.Groups["name"].Value} is not supported. Supported are {Transformations}.";
        if (Levels().IsMatch(unquoted))
            return "$levels is not supported: no entity refers to one of its own kind.";
        if (Function().Match(unquoted) is { Success: true } function)
            return $"{function.Groups["name"].Value} is not supported. Supported are the functions that Capabilities.FilterFunctions of $metadata lists, and the operators "
                + "eq, ne, gt, ge, lt, le, and, or, not, in, add, sub, mul, div and mod.";
        return null;
    }

    [GeneratedRegex("grouping expression '(?<name>[^']*)' must evaluate to a property access value")]
    private static partial Regex Grouped();

    /// <summary>Sentences that tell whoever runs the library where to raise a limit.</summary>
    [GeneratedRegex(@"\s*[^.]*\b(EnableQueryAttribute|ODataValidationSettings|ODataQuerySettings)\b[^.]*\.")]
    private static partial Regex ForDevelopers();

    [GeneratedRegex(@"\blevels\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Levels();

    [GeneratedRegex("'([^']|'')*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"(^|[/,(])\s*(?<name>rollup|concat|identity|expand|search|orderby|skip|top|topcount|toppercent|topsum|bottomcount|bottompercent|bottomsum|join|outerjoin|nest|addnested|ancestors|descendants|traverse)\s*(\(|/|,|$)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Transformation();

    [GeneratedRegex(
        @"(?<![\w/$@])(?<name>case|geo\.\w+|hassubset|hassubsequence|isdefined)\s*\(|\s(?<name>divby)\s",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Function();
}
