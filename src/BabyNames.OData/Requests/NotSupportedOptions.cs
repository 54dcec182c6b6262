using System.Text.RegularExpressions;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Names what a text has that OData defines and the OData library cannot parse.</summary>
internal static partial class NotSupportedOptions
{
    public const string Transformations = "filter, groupby, aggregate, compute, and search at the beginning";

    /// <param name="option">Name of the query option.</param>
    /// <param name="text">A text that the library refuses.</param>
    /// <returns>What is not supported, as a sentence; null if the text is wrong.</returns>
    public static string? Find(string option, string text)
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

    [GeneratedRegex(@"\blevels\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Levels();

    [GeneratedRegex("'([^']|'')*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(^|[/,(])\s*(?<name>rollup|concat|identity|expand|search|orderby|skip|top|topcount|toppercent|topsum|bottomcount|bottompercent|bottomsum|join|outerjoin|nest|addnested|ancestors|descendants|traverse)\s*(\(|/|,|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Transformation();

    [GeneratedRegex(@"(?<![\w/$@])(?<name>case|geo\.\w+|hassubset|hassubsequence|isdefined)\s*\(|\s(?<name>divby)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Function();
}
