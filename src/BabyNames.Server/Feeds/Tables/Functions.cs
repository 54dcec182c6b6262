using System.Globalization;
using System.Text.RegularExpressions;
using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>OData's functions in SQL.</summary>
internal static partial class Functions
{
    private const int LongestPattern = 200;

    /// <summary>PostgreSQL compiles the worst pattern of this size in 0.3 s, and one of 255 in 4 s.</summary>
    private const int LargestRepetition = 100;

    private static readonly Kind[] Days = [Kind.DateTimeOffset, Kind.Date];
    private static readonly Kind[] Clocks = [Kind.DateTimeOffset, Kind.TimeOfDay];
    private static readonly Kind[] Numbers = [Kind.Int32, Kind.Int64, Kind.Decimal, Kind.Double];

    /// <summary>In 64 bits a place may be named that no text has; PostgreSQL then says so.</summary>
    private static readonly Dictionary<string, Function> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["contains"] = new("(strpos({0}, {1}) > 0)", Kind.Boolean, [Kind.String], [Kind.String]),
        ["startswith"] = new("starts_with({0}, {1})", Kind.Boolean, [Kind.String], [Kind.String]),
        ["endswith"] = new("(right({0}, length({1})) = {1})", Kind.Boolean, [Kind.String], [Kind.String]),
        ["indexof"] = new("(strpos({0}, {1}) - 1)", Kind.Int32, [Kind.String], [Kind.String]),
        ["length"] = new("length({0})", Kind.Int32, [Kind.String]),
        ["tolower"] = Case("lower"),
        ["toupper"] = Case("upper"),
        ["trim"] = new("btrim({0})", Kind.String, [Kind.String]),
        ["concat"] = new("({0}::text || {1}::text)", Kind.String, [Kind.String], [Kind.String]),
        ["substring"] = new(Substring, Kind.String, [Kind.String], [Kind.Int32, Kind.Int64]),
        ["substring/3"] = new($"left({Substring}, greatest({{2}}::int, 0))", Kind.String, [Kind.String], [Kind.Int32, Kind.Int64], [Kind.Int32, Kind.Int64]),
        ["matchespattern"] = new("({0} ~ {1})", Kind.Boolean, [Kind.String], [Kind.String]),
        ["year"] = Part("year", Days),
        ["month"] = Part("month", Days),
        ["day"] = Part("day", Days),
        ["hour"] = Part("hour", Clocks),
        ["minute"] = Part("minute", Clocks),
        ["second"] = new("floor(extract(second FROM {0}))::int", Kind.Int32, Clocks) { InUtc = true },
        ["fractionalseconds"] = new("(extract(second FROM {0}) % 1)", Kind.Decimal, Clocks) { InUtc = true },
        ["date"] = new("({0})::date", Kind.Date, Days) { InUtc = true },
        ["time"] = new("({0})::time", Kind.TimeOfDay, Clocks) { InUtc = true },
        ["now"] = new("now()", Kind.DateTimeOffset),
        ["mindatetime"] = new("'0001-01-01 00:00:00Z'::timestamptz", Kind.DateTimeOffset),
        // The last moment that PostgreSQL can tell from the year 10000.
        ["maxdatetime"] = new("'9999-12-31 23:59:59.999999Z'::timestamptz", Kind.DateTimeOffset),
        // Moments are kept in UTC.
        ["totaloffsetminutes"] = new("(CASE WHEN {0} IS NOT NULL THEN 0 END)", Kind.Int32, [Kind.DateTimeOffset]),
        ["totalseconds"] = new("extract(epoch FROM {0})", Kind.Decimal, [Kind.Duration]),
        ["floor"] = new("floor({0})", Kind.None, Numbers),
        ["ceiling"] = new("ceil({0})", Kind.None, Numbers),
        // PostgreSQL rounds a double's half to the even one, OData away from zero.
        ["round"] = new("round({0}::numeric)", Kind.None, Numbers),
    };

    /// <summary>OData's, that nothing here has a use for or SQL no word.</summary>
    private static readonly HashSet<string> NotServed = new(
        ["geo.distance", "geo.length", "geo.intersects", "hassubset", "hassubsequence", "isdefined", "any", "all"], StringComparer.OrdinalIgnoreCase);

    // From its end, when negative.
    private const string Substring = "substr({0}, 1 + CASE WHEN {1} < 0 THEN greatest(length({0}) + {1}, 0) ELSE {1} END::int)";

    public static IEnumerable<string> Known => All.Keys.Where(name => !name.Contains('/')).Append("cast").Append("isof").Append("case");

    public static Value Call(Lexer lexer, Token name, IReadOnlyList<Value> arguments)
    {
        if (NotServed.Contains(name.Text))
            throw lexer.FaultAt(name.At, $"the function {name.Text} is not served; served are {string.Join(", ", Known)}", ErrorCodes.NotImplemented);
        if (!All.TryGetValue($"{name.Text}/{arguments.Count}", out var function) && !All.TryGetValue(name.Text, out function))
            throw lexer.FaultAt(name.At, $"there is no function {name.Text}; there are {string.Join(", ", Known)}");
        if (function.Parameters.Length != arguments.Count)
            throw lexer.FaultAt(name.At, $"{name.Text} takes {function.Parameters.Length} arguments, not {arguments.Count}");
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].IsNull && !function.Parameters[i].Contains(arguments[i].Type))
                throw lexer.FaultAt(name.At, $"{name.Text} takes Edm.{function.Parameters[i][0]}, not {Operators.NameOf(arguments[i])}");
        }
        if (name.Is("matchespattern"))
            CheckPattern(lexer, name, arguments[1]);
        return arguments.Any(one => one.IsNull) ? Value.Null : function.Call(arguments);
    }

    /// <summary>cast and isof.</summary>
    public static Value OfType(Lexer lexer, Token name, Func<Value> read)
    {
        var value = read();
        lexer.Expect(",");
        var text = lexer.Take();
        var type = text.Text.Trim('\'');
        lexer.Expect(")");
        if (!type.StartsWith("Edm.", StringComparison.OrdinalIgnoreCase) || !Enum.TryParse<Kind>(type[4..], ignoreCase: true, out var kind))
            throw lexer.FaultAt(text.At, $"{name.Text} takes a value and a type such as Edm.String");
        if (name.Is("isof"))
            return Value.Bool(kind != value.Type ? "FALSE" : value.IsNullable ? $"({value.Sql} IS NOT NULL)" : "TRUE", isNullable: false);
        var sql = (kind, value) switch
        {
            _ when kind == value.Type || value.IsNull => value.Sql,
            (Kind.String, { IsNumber: true } or { Type: Kind.Boolean or Kind.Date or Kind.Guid or Kind.TimeOfDay }) => $"{value.Sql}::text",
            // A cast to a whole number leaves the fraction out.
            (Kind.Int32, { IsNumber: true }) => $"trunc({value.Sql}::numeric)::int",
            (Kind.Int64, { IsNumber: true }) => $"trunc({value.Sql}::numeric)::bigint",
            (Kind.Decimal, { IsNumber: true }) => $"{value.Sql}::numeric",
            (Kind.Double, { IsNumber: true }) => $"{value.Sql}::float8",
            (Kind.Date, { Type: Kind.DateTimeOffset }) => $"({value.Sql} AT TIME ZONE 'UTC')::date",
            _ => throw lexer.FaultAt(name.At, $"cast of {Operators.NameOf(value)} to Edm.{kind} is not served; numbers are cast to numbers, all but moments to Edm.String", ErrorCodes.NotImplemented),
        };
        return new(sql, value.IsNull ? Kind.None : kind, value.IsNullable);
    }

    /// <summary>Long ones, and those that go back on what they matched, take a time without bound.</summary>
    private static void CheckPattern(Lexer lexer, Token name, Value pattern)
    {
        if (pattern.Literal is not string text)
            throw lexer.FaultAt(name.At, "matchesPattern takes a pattern that is written out, not one of each row", ErrorCodes.NotImplemented);
        if (text.Length > LongestPattern)
            throw lexer.FaultAt(name.At, $"the pattern has {text.Length} characters; {LongestPattern} are the most");
        if (BackReference().IsMatch(text) || text.StartsWith("***", StringComparison.Ordinal))
            throw lexer.FaultAt(name.At, "patterns that refer back are not served", ErrorCodes.NotImplemented);
        if (PatternSize.OfRepeatedGroups(text) is > LargestRepetition and var size)
            throw lexer.FaultAt(name.At, $"the groups that the pattern repeats have {size} parts when they are written out; "
                + $"{LargestRepetition} are the most");
    }

    private static Function Case(string function) =>
        new($"({function}({{0}} COLLATE \"{CaseFunctions.Unicode}\") COLLATE \"{CaseFunctions.CodePoints}\")", Kind.String, [Kind.String]);

    private static Function Part(string part, Kind[] of) =>
        new(string.Create(CultureInfo.InvariantCulture, $"extract({part} FROM {{0}})::int"), Kind.Int32, of) { InUtc = true };

    [GeneratedRegex(@"\\[1-9]|\(\?")]
    private static partial Regex BackReference();

    /// <param name="Result"><c>None</c> for the type of the argument.</param>
    /// <param name="Parameters">The types that each may have.</param>
    private sealed record Function(string Sql, Kind Result, params Kind[][] Parameters)
    {
        /// <summary>A moment is a date and a time only in some zone.</summary>
        public bool InUtc { get; init; }

        public Value Call(IReadOnlyList<Value> arguments)
        {
            var type = Result != Kind.None ? Result : arguments[0].Type;
            var values = arguments.Select(one => InUtc && one.Type == Kind.DateTimeOffset ? $"({one.Sql} AT TIME ZONE 'UTC')" : one.Sql).ToArray<object>();
            var sql = string.Format(CultureInfo.InvariantCulture, Sql, values);
            return new(Result != Kind.None ? sql : $"{sql}::{SqlOf(type)}", type, arguments.Any(one => one.IsNullable));
        }

        private static string SqlOf(Kind type) => type switch
        {
            Kind.Int32 => "int",
            Kind.Int64 => "bigint",
            Kind.Double => "float8",
            _ => "numeric",
        };
    }
}
