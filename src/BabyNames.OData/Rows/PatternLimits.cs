using System.Text.RegularExpressions;
using BabyNames.Queries;

namespace BabyNames.ODataEngine.Rows;

/// <summary>Limits the patterns of <c>matchesPattern</c>, because long patterns and back references can take unlimited time.</summary>
internal static partial class PatternLimits
{
    private const int MaxLength = 200;

    /// <summary>Maximum size of the expanded groups. PostgreSQL compiles the worst pattern of this size in 0.3 s, and of size 255 in
    /// 4 s.</summary>
    private const int MaxRepetition = 100;

    /// <summary>Maximum number of * and +. PostgreSQL matches two million names with 10 of them in 1 s, and with 99 in more than
    /// 30 s.</summary>
    private const int MaxUnlimited = 10;

    /// <summary>Checks a pattern.</summary>
    /// <exception cref="QueryException">The pattern is not allowed.</exception>
    public static void Check(Term pattern)
    {
        if (pattern is not Constant { Value: string text })
            throw new QueryException("The pattern of matchesPattern must be a literal.", isSupported: false);
        if (text.Length > MaxLength)
            throw new QueryException($"The pattern has {text.Length} characters; at most {MaxLength} are allowed.");
        if (BackReference().IsMatch(text) || text.StartsWith("***", StringComparison.Ordinal))
            throw new QueryException(
                "Patterns with back references, and groups with ? other than (?:...), are not supported.",
                isSupported: false
            );
        if (text.Count(character => character is '*' or '+') is > MaxUnlimited and var unlimited)
            throw new QueryException($"The pattern has {unlimited} of * and +; at most {MaxUnlimited} are allowed.");
        if (PatternSize.MeasureRepeatedGroups(text) is > MaxRepetition and var size)
            throw new QueryException(
                $"The repeated groups of the pattern have {size} parts when they are expanded; at most {MaxRepetition} are allowed."
            );
    }

    [GeneratedRegex(@"\\[1-9]|\(\?[^:]")]
    private static partial Regex BackReference();

    /// <summary>Measures the size of a regular expression after PostgreSQL expands its counted groups: <c>(ab){1,20}</c> has 40 parts. The
    /// time to compile a pattern grows with the third power of its size.</summary>
    /// <remarks>Invalid patterns get any size. PostgreSQL reports their error.</remarks>
    private sealed class PatternSize
    {
        /// <summary>Bounds the sums, so that they do not overflow. The maximum count in PostgreSQL is 255.</summary>
        private const int MaxSize = 1_000_000;

        private readonly string _pattern;
        private int _position;

        private PatternSize(string pattern) => _pattern = pattern;

        /// <returns>Number of the parts of all counted groups after expansion.</returns>
        public static int MeasureRepeatedGroups(string pattern)
        {
            var size = new PatternSize(pattern);
            var all = 0;
            // An extra closing parenthesis ends the branches early.
            for (; size._position < pattern.Length; size._position++)
                all = Math.Min(all + size.Branches().Repeated, MaxSize);
            return all;
        }

        /// <summary>Reads up to a closing parenthesis or the end.</summary>
        private (int Parts, int Repeated) Branches()
        {
            var (parts, repeated) = (0, 0);
            while (_position < _pattern.Length && _pattern[_position] != ')')
            {
                if ("|^$*+?".Contains(_pattern[_position]))
                {
                    _position++;
                    continue;
                }
                var (size, within, isGroup) = Atom();
                var count = Count();
                parts = Math.Min(parts + size * count, MaxSize);
                repeated = Math.Min(repeated + (isGroup && count > 1 ? size * count : within), MaxSize);
            }
            return (parts, repeated);
        }

        private (int Parts, int Repeated, bool IsGroup) Atom()
        {
            switch (_pattern[_position++])
            {
                case '(':
                    var (parts, repeated) = Branches();
                    _position++;
                    return (Math.Max(parts, 1), repeated, true);
                case '[':
                    SkipBrackets();
                    return (1, 0, false);
                case '\\':
                    _position++;
                    return (1, 0, false);
                default:
                    return (1, 0, false);
            }
        }

        /// <summary>Skips a character set. A bracket at its beginning, or after its negation, belongs to the set, as do the brackets of
        /// <c>[:alpha:]</c>.</summary>
        private void SkipBrackets()
        {
            if (_position < _pattern.Length && _pattern[_position] == '^')
                _position++;
            for (var first = _position; _position < _pattern.Length && (_pattern[_position] != ']' || _position == first); _position++)
            {
                if (_pattern[_position] == '\\')
                    _position++;
                else if (_pattern[_position] == '[' && _position + 1 < _pattern.Length && (_pattern[_position + 1] is ':' or '.' or '='))
                    _position = _pattern.IndexOf($"{_pattern[_position + 1]}]", _position + 2, StringComparison.Ordinal) is > 0 and var end
                        ? end + 1
                        : _pattern.Length;
            }
            _position++;
        }

        /// <returns>The larger number of a quantifier <c>{m}</c>, <c>{m,}</c> or <c>{m,n}</c>; 1 for other quantifiers or none.</returns>
        private int Count()
        {
            if (_position >= _pattern.Length || _pattern[_position] != '{' || _pattern.IndexOf('}', _position) is not (> 0 and var end))
                return 1;
            var counts = _pattern[(_position + 1)..end]
                .Split(',')
                .Select(text => int.TryParse(text, out var count) ? Math.Min(count, 1_000) : 0);
            _position = end + 1;
            return Math.Max(1, counts.Max());
        }
    }
}
