using System.Globalization;
using System.Linq.Expressions;
using System.Xml;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>The table of all functions and operators with their types, rules for null and translations.</summary>
public static class FunctionTable
{
    /// <summary>The collation for changes of case in all scripts. In the collation C, which names have, PostgreSQL changes only ASCII
    /// letters.</summary>
    private const string UnicodeCollation = "und-x-icu";

    /// <summary>The collation of names, which compares code points.</summary>
    internal const string CodePointCollation = "C";

    private static readonly Type[] Dates = [typeof(DateTimeOffset), typeof(DateOnly)];
    private static readonly Type[] Times = [typeof(DateTimeOffset), typeof(TimeOnly)];
    private static readonly Type[] Text = [typeof(string)];
    private static readonly Type[] WholeNumbers = [typeof(int), typeof(long)];

    private static readonly Dictionary<string, Function> All = new Function[]
    {
        new("and", TypeOfLogical),
        new("or", TypeOfLogical),
        new("not", TypeOfLogical),
        new("eq", TypeOfComparison),
        new("ne", TypeOfComparison),
        new("gt", TypeOfOrdering),
        new("ge", TypeOfOrdering),
        new("lt", TypeOfOrdering),
        new("le", TypeOfOrdering),
        new("in", arguments => arguments.Skip(1).All(item => AreComparable(arguments[0], item)) ? typeof(bool) : null),
        Define<bool>("contains", (_, values) => Expression.Call(values[0], nameof(string.Contains), null, values[1]), Text, Text),
        Define<bool>("startswith", (_, values) => Expression.Call(values[0], nameof(string.StartsWith), null, values[1]), Text, Text),
        Define<bool>("endswith", (_, values) => Expression.Call(values[0], nameof(string.EndsWith), null, values[1]), Text, Text),
        Define<bool>("matchespattern", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Matches), null, values), Text, Text),
        Define<int>("indexof", (_, values) => Expression.Call(values[0], nameof(string.IndexOf), null, values[1]), Text, Text),
        Define<int>("length", (_, values) => Expression.Property(values[0], nameof(string.Length)), Text),
        Define<string>("tolower", (_, values) => ChangeCase(values[0], nameof(string.ToLower)), Text) with
        {
            IsSelective = true,
        },
        Define<string>("toupper", (_, values) => ChangeCase(values[0], nameof(string.ToUpper)), Text) with
        {
            IsSelective = true,
        },
        // Removes case and accents by the extension unaccent.
        Define<string>("fold", (_, values) => ChangeCase(Unaccent(values[0]), nameof(string.ToLower)), Text) with
        {
            IsSelective = true,
        },
        Define<string>("trim", (_, values) => Expression.Call(values[0], nameof(string.Trim), null), Text),
        Define<string>("concat", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Concat), null, values), Text, Text),
        new("substring", SubstringType, Substring),
        Define<int>("year", Part("year"), Dates),
        Define<int>("month", Part("month"), Dates),
        Define<int>("day", Part("day"), Dates),
        Define<int>("hour", Part("hour"), Times),
        Define<int>("minute", Part("minute"), Times),
        Define<int>("second", Part("second"), Times),
        // Timestamps are stored in UTC, so that the result is 0 unless it is null.
        Define<int>(
            "totaloffsetminutes",
            (call, values) => Expression.Multiply(Part("minute")(call, values), Expression.Constant(0)),
            typeof(DateTimeOffset)
        ),
        Define<decimal>(
            "fractionalseconds",
            (_, values) => Expression.Call(typeof(Sql), nameof(Sql.FractionalSeconds), [values[0].Type], values),
            Times
        ),
        Define<decimal>(
            "totalseconds",
            (_, values) => Expression.Call(typeof(Sql), nameof(Sql.TotalSeconds), null, values),
            typeof(TimeSpan)
        ),
        Define<DateOnly>("date", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Date), null, values), typeof(DateTimeOffset)),
        Define<TimeOnly>("time", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Time), null, values), typeof(DateTimeOffset)),
        new(
            "round",
            TypeOfNumber,
            (call, values) =>
                Numbers.IsWhole(call.Type)
                    ? values[0]
                    : Convert(
                        Expression.Call(typeof(Sql), nameof(Sql.Round), null, Convert(values[0], typeof(decimal)), Expression.Constant(0)),
                        call.Type
                    )
        ),
        new(
            "floor",
            TypeOfNumber,
            (call, values) => Numbers.IsWhole(call.Type) ? values[0] : Expression.Call(typeof(Math), nameof(Math.Floor), null, values)
        ),
        new(
            "ceiling",
            TypeOfNumber,
            (call, values) => Numbers.IsWhole(call.Type) ? values[0] : Expression.Call(typeof(Math), nameof(Math.Ceiling), null, values)
        ),
        new(
            "negate",
            arguments => arguments[0].Type == typeof(TimeSpan) ? typeof(TimeSpan) : TypeOfNumber(arguments),
            (_, values) => Expression.Negate(values[0])
        ),
        new("add", Arithmetic.TypeOfSum, Arithmetic.Add),
        new("sub", Arithmetic.TypeOfDifference, Arithmetic.Subtract),
        new("mul", Arithmetic.TypeOfNumbers, Arithmetic.Multiply),
        new("div", Arithmetic.TypeOfNumbers, Arithmetic.Divide),
        new("mod", Arithmetic.TypeOfNumbers, Arithmetic.Modulo),
    }.ToDictionary(function => function.Name);

    /// <summary>Creates the term of a function or an operator.</summary>
    /// <param name="name">Name in lower case, such as <c>eq</c>, <c>and</c>, <c>tolower</c> or <c>add</c>.</param>
    /// <exception cref="QueryException">There is no such function, or it does not accept these arguments.</exception>
    public static Term Call(string name, params IReadOnlyList<Term> arguments)
    {
        if (!All.TryGetValue(name, out var function))
            throw new QueryException($"The function {name} is not supported.", isSupported: false);
        if (function.IsStrict && arguments.Any(argument => argument.IsNull))
            return Constant.Null;
        if (name is "and" or "or" or "not" && arguments.All(argument => argument is Constant { Value: null or bool }))
            return new Constant(Evaluate(name, [.. arguments.Select(argument => (bool?)((Constant)argument).Value)]));
        var type =
            function.TypeOf(arguments)
            ?? throw new QueryException($"{name} does not accept {string.Join(" and ", arguments.Select(NameOf))}.");
        var isNullable = (function.IsStrict || name is "and" or "or" or "not") && arguments.Any(argument => argument.IsNullable);
        return new Call(function, arguments, type, isNullable);
    }

    private static bool? Evaluate(string name, IReadOnlyList<bool?> values) =>
        name switch
        {
            "and" => values[0] & values[1],
            "or" => values[0] | values[1],
            _ => !values[0],
        };

    /// <summary>Creates the term of a conversion. A conversion of a number to a whole number drops the fraction.</summary>
    /// <exception cref="QueryException">The conversion is not supported.</exception>
    public static Term Cast(Term value, Type type)
    {
        if (value.IsNull || value.Type == type)
            return value;
        if (value is Constant { Value: string text } && (Numbers.IsNumber(type) || type == typeof(DateOnly)))
            return new Constant(Read(text, type));
        var isKnown =
            (value.IsNumber && (Numbers.IsNumber(type) || type == typeof(string)))
            || (type == typeof(string) && value.Type != typeof(DateTimeOffset) && value.Type != typeof(TimeSpan))
            || (type == typeof(DateOnly) && value.Type == typeof(DateTimeOffset));
        if (!isKnown)
            throw new QueryException(
                $"A cast of {NameOf(value)} to {NameOf(type)} is not supported. Numbers and text literals can be cast to numbers; "
                    + "all types except DateTimeOffset and Duration can be cast to text.",
                isSupported: false
            );
        return new Call(new("cast", _ => type, (_, values) => Cast(values[0], type)), [value], type, value.IsNullable);
    }

    /// <summary>Parses a number or a date in the format of JSON.</summary>
    private static object Read(string text, Type type)
    {
        try
        {
            return type == typeof(int) ? XmlConvert.ToInt32(text)
                : type == typeof(long) ? XmlConvert.ToInt64(text)
                : type == typeof(decimal) ? XmlConvert.ToDecimal(text)
                : type == typeof(double) ? XmlConvert.ToDouble(text)
                : DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new QueryException($"The text '{text}' cannot be cast to {NameOf(type)}.");
        }
    }

    /// <summary>Whether two values can be compared. A date literal is compared with a timestamp as the start of the day in UTC.</summary>
    internal static bool AreComparable(Term left, Term right) =>
        left.IsNull
        || right.IsNull
        || left.Type == right.Type
        || (left.IsNumber && right.IsNumber)
        || (left.Type == typeof(DateTimeOffset) && right is Constant { Value: DateOnly })
        || (right.Type == typeof(DateTimeOffset) && left is Constant { Value: DateOnly });

    /// <summary>Converts a number by a cast, because EF Core would give <c>numeric</c> the precision of another column.</summary>
    /// <param name="always">Whether to add a cast even if the type is the same.</param>
    internal static Expression Convert(Expression value, Type type, bool always = false)
    {
        if (value.Type == type && !always)
            return value;
        return Numbers.IsWhole(type) && Numbers.IsWhole(value.Type) && !always
            ? Expression.Convert(value, type)
            : Expression.Call(typeof(Sql), nameof(Sql.Cast), [value.Type, type], value);
    }

    private static Expression Cast(Expression value, Type type)
    {
        if (type == typeof(DateOnly))
            return Expression.Call(typeof(Sql), nameof(Sql.Date), null, value);
        if (Numbers.IsWhole(type))
            value = Expression.Call(typeof(Math), nameof(Math.Truncate), null, Convert(value, typeof(decimal), always: true));
        return Convert(value, type, always: true);
    }

    internal static string NameOf(Term term) => term.IsNull ? "null" : NameOf(term.Type);

    private static string NameOf(Type type) =>
        type switch
        {
            _ when type == typeof(DateOnly) => "Date",
            _ when type == typeof(TimeOnly) => "TimeOfDay",
            _ when type == typeof(TimeSpan) => "Duration",
            _ => type.Name,
        };

    private static Function Define<TResult>(string name, Func<Call, Expression[], Expression> build, params Type[][] parameters) =>
        new(name, arguments => Matches(arguments, parameters) ? typeof(TResult) : null, build);

    private static bool Matches(IReadOnlyList<Term> arguments, Type[][] parameters) =>
        arguments.Count == parameters.Length && arguments.Zip(parameters).All(pair => pair.Second.Contains(pair.First.Type));

    private static Function Define<TResult>(string name, Func<Call, Expression[], Expression> build, Type parameter) =>
        Define<TResult>(name, build, [parameter]);

    private static Type? TypeOfLogical(IReadOnlyList<Term> arguments) =>
        arguments.All(argument => argument.IsBoolean) ? typeof(bool) : null;

    private static Type? TypeOfComparison(IReadOnlyList<Term> arguments) => AreComparable(arguments[0], arguments[1]) ? typeof(bool) : null;

    private static Type? TypeOfOrdering(IReadOnlyList<Term> arguments) =>
        arguments.Any(argument => argument.Type == typeof(bool)) ? null : TypeOfComparison(arguments);

    private static Type? TypeOfNumber(IReadOnlyList<Term> arguments) => arguments is [{ IsNumber: true } number] ? number.Type : null;

    private static Func<Call, Expression[], Expression> Part(string part) =>
        (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Part), [values[0].Type], Expression.Constant(part), values[0]);

    private static MethodCallExpression ChangeCase(Expression text, string method) =>
        Collate(Expression.Call(Collate(text, UnicodeCollation), method, null), CodePointCollation);

    private static MethodCallExpression Unaccent(Expression text) =>
        Expression.Call(
            typeof(NpgsqlFullTextSearchDbFunctionsExtensions),
            nameof(NpgsqlFullTextSearchDbFunctionsExtensions.Unaccent),
            null,
            Expression.Constant(EF.Functions),
            text
        );

    internal static MethodCallExpression Collate(Expression text, string collation) =>
        Expression.Call(
            typeof(RelationalDbFunctionsExtensions),
            nameof(RelationalDbFunctionsExtensions.Collate),
            [typeof(string)],
            Expression.Constant(EF.Functions),
            text,
            Expression.Constant(collation)
        );

    private static Type? SubstringType(IReadOnlyList<Term> arguments) =>
        arguments.Count is 2 or 3
        && arguments[0].Type == typeof(string)
        && arguments.Skip(1).All(argument => WholeNumbers.Contains(argument.Type))
            ? typeof(string)
            : null;

    /// <summary>Builds a substring. A negative constant start counts from the end of the text.</summary>
    private static Expression Substring(Call call, Expression[] values)
    {
        var (text, from) = (values[0], (Expression)Expression.Add(Convert(values[1], typeof(int)), Expression.Constant(1)));
        if (call.Arguments[1] is Constant { Value: { } start })
        {
            var first = System.Convert.ToInt64(start, null);
            from = Parameter.Create((int)Math.Clamp(first + 1, 1, int.MaxValue), typeof(int));
            if (first < 0)
                text = Expression.Call(
                    typeof(Sql),
                    nameof(Sql.Right),
                    null,
                    text,
                    Parameter.Create((int)Math.Min(-first, int.MaxValue), typeof(int))
                );
        }
        return values.Length == 2
            ? Expression.Call(typeof(Sql), nameof(Sql.Substring), null, text, from)
            : Expression.Call(typeof(Sql), nameof(Sql.Substring), null, text, from, Convert(values[2], typeof(int)));
    }
}
