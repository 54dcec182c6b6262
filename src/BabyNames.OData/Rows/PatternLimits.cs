using System.Text.RegularExpressions;
using BabyNames.Queries;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Bounds the patterns of <c>matchesPattern</c>: long ones, and those that refer back, take a time without bound.</summary>
internal static partial class PatternLimits
{
    private const int MaxLength = 200;

    /// <summary>PostgreSQL compiles the worst pattern of this size in 0.3 s, and one of 255 in 4 s.</summary>
    private const int MaxRepetition = 100;

    /// <summary>PostgreSQL matches two million names with ten in a second, and with 99 in more than 30.</summary>
    private const int MaxUnlimited = 10;

    /// <exception cref="QueryException">The pattern is not allowed.</exception>
    public static void Check(Term pattern)
    {
        if (pattern is not Constant { Value: string text })
            throw new QueryException("matchesPattern takes a pattern that is written out, not one of each row.", isSupported: false);
        if (text.Length > MaxLength)
            throw new QueryException($"The pattern has {text.Length} characters; at most {MaxLength} are allowed.");
        if (BackReference().IsMatch(text) || text.StartsWith("***", StringComparison.Ordinal))
            throw new QueryException("Patterns that refer back, and groups with ? other than (?:...), are not supported.", isSupported: false);
        if (text.Count(character => character is '*' or '+') is > MaxUnlimited and var unlimited)
            throw new QueryException($"The pattern has {unlimited} of * and +; at most {MaxUnlimited} are allowed.");
        if (PatternSize.OfRepeatedGroups(text) is > MaxRepetition and var size)
            throw new QueryException($"The groups that the pattern repeats have {size} parts when they are written out; at most {MaxRepetition} are allowed.");
    }

    [GeneratedRegex(@"\\[1-9]|\(\?[^:]")]
    private static partial Regex BackReference();
}
