using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Rewrites messages of the OData library for clients.</summary>
internal static partial class LibraryMessages
{
    /// <summary>The supported transformations, for messages.</summary>
    public const string Transformations = "filter, groupby, aggregate, compute, and search at the beginning";

    /// <summary>Returns a message without details of the library.</summary>
    public static string Rewrite(string message)
    {
        if (message.Contains("internal error", StringComparison.Ordinal))
            return "The query cannot be read.";
        if (message.Contains("Recursion depth", StringComparison.Ordinal))
            return "Parentheses, functions and aliases are nested too deep.";
        if (message.Contains("'Microsoft.", StringComparison.Ordinal))
            return "An operator, function or aggregation method does not accept a value of this type.";
        if (Grouped().Match(message) is { Success: true } grouped)
            return $"The groups have no column {grouped.Groups["name"].Value}.";
        message = message.Replace("|expand'", "'", StringComparison.Ordinal);
        var rewritten = ForDevelopers().Replace(message, "");
        return rewritten.Contains("limit", StringComparison.OrdinalIgnoreCase)
            ? $"{rewritten} Send several requests, or use 'in' for many values of one property."
            : rewritten;
    }

    /// <summary>Returns a message for text that is valid in OData and that the library cannot parse.</summary>
    /// <param name="option">Name of the query option.</param>
    /// <param name="text">The text that the library cannot parse.</param>
    /// <returns>The message; null if the text is not known to be valid.</returns>
    public static string? NotSupported(string option, string text)
    {
        var unquoted = Quoted().Replace(text, "''");
        if (option == "$apply" && Transformation().Match(unquoted) is { Success: true } transformation)
            return $"The transformation {transformation.Groups["name"].Value} is not supported. Supported are {Transformations}.";
        if (Levels().IsMatch(unquoted))
            return "$levels is not supported, because no entity refers to an entity of its own type.";
        if (Function().Match(unquoted) is { Success: true } function)
            return $"{function.Groups["name"].Value} is not supported. Supported are the functions in Capabilities.FilterFunctions of "
                + "$metadata, and the operators eq, ne, gt, ge, lt, le, and, or, not, in, add, sub, mul, div and mod.";
        return null;
    }

    [GeneratedRegex("grouping expression '(?<name>[^']*)' must evaluate to a property access value")]
    private static partial Regex Grouped();

    /// <summary>Matches sentences that explain to developers where the library has a limit.</summary>
    [GeneratedRegex(@"\s*[^.]*\b(EnableQueryAttribute|ODataValidationSettings|ODataQuerySettings)\b[^.]*\.")]
    private static partial Regex ForDevelopers();

    [GeneratedRegex(@"\blevels\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Levels();

    [GeneratedRegex("'([^']|'')*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(
        @"(^|[/,(])\s*(?<name>rollup|concat|identity|expand|search|orderby|skip|top|topcount|toppercent|topsum|bottomcount|bottompercent|"
            + @"bottomsum|join|outerjoin|nest|addnested|ancestors|descendants|traverse)\s*(\(|/|,|$)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Transformation();

    [GeneratedRegex(
        @"(?<![\w/$@])(?<name>case|geo\.\w+|hassubset|hassubsequence|isdefined)\s*\(|\s(?<name>divby)\s",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Function();
}
