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
            throw new QueryException(
                "Patterns that refer back, and groups with ? other than (?:...), are not supported.",
                isSupported: false
            );
        if (text.Count(character => character is '*' or '+') is > MaxUnlimited and var unlimited)
            throw new QueryException($"The pattern has {unlimited} of * and +; at most {MaxUnlimited} are allowed.");
        if (PatternSize.OfRepeatedGroups(text) is > MaxRepetition and var size)
            throw new QueryException(
                $"The groups that the pattern repeats have {size} parts when they are written out; at most {MaxRepetition} are allowed."
            );
    }

    [GeneratedRegex(@"\\[1-9]|\(\?[^:]")]
    private static partial Regex BackReference();

    /// <summary>How large a regular expression becomes when PostgreSQL writes its counted groups out: <c>(ab){1,20}</c> has 40 parts.
    /// The time to compile one grows with the third power of that.</summary>
    /// <remarks>A text that is no regular expression gets some size; PostgreSQL then says what is wrong with it.</remarks>
    private sealed class PatternSize
    {
        /// <summary>Keeps the sums within their type; PostgreSQL counts up to 255.</summary>
        private const int Most = 1_000_000;

        private readonly string _pattern;
        private int _at;

        private PatternSize(string pattern) => _pattern = pattern;

        /// <returns>Parts of all counted groups, written out.</returns>
        public static int OfRepeatedGroups(string pattern)
        {
            var size = new PatternSize(pattern);
            var all = 0;
            // A parenthesis too many ends a branch early.
            for (; size._at < pattern.Length; size._at++)
                all = Math.Min(all + size.Branches().Repeated, Most);
            return all;
        }

        /// <summary>Up to a closing parenthesis or the end.</summary>
        private (int Parts, int Repeated) Branches()
        {
            var (parts, repeated) = (0, 0);
            while (_at < _pattern.Length && _pattern[_at] != ')')
            {
                if ("|^$*+?".Contains(_pattern[_at]))
                {
                    _at++;
                    continue;
                }
                var (size, within, isGroup) = Atom();
                var count = Count();
                parts = Math.Min(parts + size * count, Most);
                repeated = Math.Min(repeated + (isGroup && count > 1 ? size * count : within), Most);
            }
            return (parts, repeated);
        }

        private (int Parts, int Repeated, bool IsGroup) Atom()
        {
            switch (_pattern[_at++])
            {
                case '(':
                    var (parts, repeated) = Branches();
                    _at++;
                    return (Math.Max(parts, 1), repeated, true);
                case '[':
                    SkipBrackets();
                    return (1, 0, false);
                case '\\':
                    _at++;
                    return (1, 0, false);
                default:
                    return (1, 0, false);
            }
        }

        /// <summary>A bracket right after the beginning, or after its negation, is of the set; so are those of <c>[:alpha:]</c>.</summary>
        private void SkipBrackets()
        {
            if (_at < _pattern.Length && _pattern[_at] == '^')
                _at++;
            for (var first = _at; _at < _pattern.Length && (_pattern[_at] != ']' || _at == first); _at++)
            {
                if (_pattern[_at] == '\\')
                    _at++;
                else if (_pattern[_at] == '[' && _at + 1 < _pattern.Length && (_pattern[_at + 1] is ':' or '.' or '='))
                    _at = _pattern.IndexOf($"{_pattern[_at + 1]}]", _at + 2, StringComparison.Ordinal) is > 0 and var end
                        ? end + 1
                        : _pattern.Length;
            }
            _at++;
        }

        /// <returns>Of a quantifier <c>{m}</c>, <c>{m,}</c> or <c>{m,n}</c>, the larger; 1 for any other or none.</returns>
        private int Count()
        {
            if (_at >= _pattern.Length || _pattern[_at] != '{' || _pattern.IndexOf('}', _at) is not (> 0 and var end))
                return 1;
            var counts = _pattern[(_at + 1)..end].Split(',').Select(text => int.TryParse(text, out var count) ? Math.Min(count, 1_000) : 0);
            _at = end + 1;
            return Math.Max(1, counts.Max());
        }
    }
}
