using System.Globalization;
using System.Linq.Expressions;
using System.Xml;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>The table of all functions and operators: their types, their null rule and their translation.</summary>
public static class FunctionTable
{
    /// <summary>Compares letters of all scripts. Under the collation C, which names have, PostgreSQL changes ASCII letters only.</summary>
    private const string UnicodeCollation = "und-x-icu";

    /// <summary>The collation of names.</summary>
    internal const string CodePoints = "C";

    private static readonly Type[] Days = [typeof(DateTimeOffset), typeof(DateOnly)];
    private static readonly Type[] Clocks = [typeof(DateTimeOffset), typeof(TimeOnly)];
    private static readonly Type[] Text = [typeof(string)];
    private static readonly Type[] Whole = [typeof(int), typeof(long)];
    private static readonly Type[] Number = [typeof(int), typeof(long), typeof(decimal), typeof(double)];

    private static readonly Dictionary<string, Function> All = new Function[]
    {
        new("and", OfConditions),
        new("or", OfConditions),
        new("not", OfConditions),
        new("eq", OfComparison),
        new("ne", OfComparison),
        new("gt", OfOrder),
        new("ge", OfOrder),
        new("lt", OfOrder),
        new("le", OfOrder),
        new("in", arguments => arguments.Skip(1).All(item => AreComparable(arguments[0], item)) ? typeof(bool) : null),
        Of<bool>("contains", (_, values) => Expression.Call(values[0], nameof(string.Contains), null, values[1]), Text, Text),
        Of<bool>("startswith", (_, values) => Expression.Call(values[0], nameof(string.StartsWith), null, values[1]), Text, Text),
        Of<bool>("endswith", (_, values) => Expression.Call(values[0], nameof(string.EndsWith), null, values[1]), Text, Text),
        Of<bool>("matchespattern", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Matches), null, values), Text, Text),
        Of<int>("indexof", (_, values) => Expression.Call(values[0], nameof(string.IndexOf), null, values[1]), Text, Text),
        Of<int>("length", (_, values) => Expression.Property(values[0], nameof(string.Length)), Text),
        Of<string>("tolower", (_, values) => ChangeCase(values[0], nameof(string.ToLower)), Text) with
        {
            IsSelective = true,
        },
        Of<string>("toupper", (_, values) => ChangeCase(values[0], nameof(string.ToUpper)), Text) with
        {
            IsSelective = true,
        },
        // Without case and accents, by the extension unaccent.
        Of<string>("fold", (_, values) => ChangeCase(Unaccent(values[0]), nameof(string.ToLower)), Text) with
        {
            IsSelective = true,
        },
        Of<string>("trim", (_, values) => Expression.Call(values[0], nameof(string.Trim), null), Text),
        Of<string>("concat", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Concat), null, values), Text, Text),
        new("substring", SubstringType, Substring),
        Of<int>("year", Part("year"), Days),
        Of<int>("month", Part("month"), Days),
        Of<int>("day", Part("day"), Days),
        Of<int>("hour", Part("hour"), Clocks),
        Of<int>("minute", Part("minute"), Clocks),
        Of<int>("second", Part("second"), Clocks),
        // Moments are stored in UTC.
        Of<int>(
            "totaloffsetminutes",
            (call, values) => Expression.Multiply(Part("minute")(call, values), Expression.Constant(0)),
            typeof(DateTimeOffset)
        ),
        Of<decimal>(
            "fractionalseconds",
            (_, values) => Expression.Call(typeof(Sql), nameof(Sql.FractionalSeconds), [values[0].Type], values),
            Clocks
        ),
        Of<decimal>("totalseconds", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.TotalSeconds), null, values), typeof(TimeSpan)),
        Of<DateOnly>("date", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Date), null, values), typeof(DateTimeOffset)),
        Of<TimeOnly>("time", (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Time), null, values), typeof(DateTimeOffset)),
        new(
            "round",
            OfNumber,
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
            OfNumber,
            (call, values) => Numbers.IsWhole(call.Type) ? values[0] : Expression.Call(typeof(Math), nameof(Math.Floor), null, values)
        ),
        new(
            "ceiling",
            OfNumber,
            (call, values) => Numbers.IsWhole(call.Type) ? values[0] : Expression.Call(typeof(Math), nameof(Math.Ceiling), null, values)
        ),
        new(
            "negate",
            arguments => arguments[0].Type == typeof(TimeSpan) ? typeof(TimeSpan) : OfNumber(arguments),
            (_, values) => Expression.Negate(values[0])
        ),
        new("add", Arithmetic.TypeOfSum, Arithmetic.Add),
        new("sub", Arithmetic.TypeOfDifference, Arithmetic.Subtract),
        new("mul", Arithmetic.TypeOfNumbers, Arithmetic.Multiply),
        new("div", Arithmetic.TypeOfNumbers, Arithmetic.Divide),
        new("mod", Arithmetic.TypeOfNumbers, Arithmetic.Modulo),
    }.ToDictionary(function => function.Name);

    /// <summary>Applies a function or an operator.</summary>
    /// <exception cref="QueryException">There is no such function, or it does not take these arguments.</exception>
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
            ?? throw new QueryException($"{name} does not take {string.Join(" and ", arguments.Select(NameOf))}.");
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

    /// <summary>Converts a value; of a number to a whole one, drops the fraction.</summary>
    /// <exception cref="QueryException">There is no such conversion.</exception>
    public static Term Cast(Term value, Type type)
    {
        if (value.IsNull || value.Type == type)
            return value;
        if (value is Constant { Value: string text } && (Numbers.Is(type) || type == typeof(DateOnly)))
            return new Constant(Read(text, type));
        var isKnown =
            (value.IsNumber && (Numbers.Is(type) || type == typeof(string)))
            || (type == typeof(string) && value.Type != typeof(DateTimeOffset) && value.Type != typeof(TimeSpan))
            || (type == typeof(DateOnly) && value.Type == typeof(DateTimeOffset));
        if (!isKnown)
            throw new QueryException(
                $"A cast of {NameOf(value)} to {NameOf(type)} is not supported. Numbers and text that the request states can be cast to numbers, all but moments to text.",
                isSupported: false
            );
        return new Call(new("cast", _ => type, (_, values) => Cast(values[0], type)), [value], type, value.IsNullable);
    }

    /// <summary>Reads a number or a day as JSON has it.</summary>
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
            throw new QueryException($"The text '{text}' is no {NameOf(type)}, so it cannot be cast to one.");
        }
    }

    /// <summary>Whether two values can be equal. A day that the request states stands for its first moment in UTC.</summary>
    internal static bool AreComparable(Term left, Term right) =>
        left.IsNull
        || right.IsNull
        || left.Type == right.Type
        || (left.IsNumber && right.IsNumber)
        || (left.Type == typeof(DateTimeOffset) && right is Constant { Value: DateOnly })
        || (right.Type == typeof(DateTimeOffset) && left is Constant { Value: DateOnly });

    /// <summary>Converts a number. EF Core would give <c>numeric</c> the precision of a column beside it.</summary>
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

    private static Function Of<TResult>(string name, Func<Call, Expression[], Expression> build, params Type[][] parameters) =>
        new(name, arguments => Fit(arguments, parameters) ? typeof(TResult) : null, build);

    private static bool Fit(IReadOnlyList<Term> arguments, Type[][] parameters) =>
        arguments.Count == parameters.Length && arguments.Zip(parameters).All(pair => pair.Second.Contains(pair.First.Type));

    private static Function Of<TResult>(string name, Func<Call, Expression[], Expression> build, Type parameter) =>
        Of<TResult>(name, build, [parameter]);

    private static Type? OfConditions(IReadOnlyList<Term> arguments) => arguments.All(argument => argument.IsBoolean) ? typeof(bool) : null;

    private static Type? OfComparison(IReadOnlyList<Term> arguments) => AreComparable(arguments[0], arguments[1]) ? typeof(bool) : null;

    private static Type? OfOrder(IReadOnlyList<Term> arguments) =>
        arguments.Any(argument => argument.Type == typeof(bool)) ? null : OfComparison(arguments);

    private static Type? OfNumber(IReadOnlyList<Term> arguments) => arguments is [{ IsNumber: true } number] ? number.Type : null;

    private static Func<Call, Expression[], Expression> Part(string part) =>
        (_, values) => Expression.Call(typeof(Sql), nameof(Sql.Part), [values[0].Type], Expression.Constant(part), values[0]);

    private static MethodCallExpression ChangeCase(Expression text, string method) =>
        Collate(Expression.Call(Collate(text, UnicodeCollation), method, null), CodePoints);

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
        arguments.Count is 2 or 3 && arguments[0].Type == typeof(string) && arguments.Skip(1).All(argument => Whole.Contains(argument.Type))
            ? typeof(string)
            : null;

    /// <summary>A constant start below 0 counts from the end.</summary>
    private static Expression Substring(Call call, Expression[] values)
    {
        var (text, from) = (values[0], (Expression)Expression.Add(Convert(values[1], typeof(int)), Expression.Constant(1)));
        if (call.Arguments[1] is Constant { Value: { } start })
        {
            var first = System.Convert.ToInt64(start, null);
            from = Parameter.Of((int)Math.Clamp(first + 1, 1, int.MaxValue), typeof(int));
            if (first < 0)
                text = Expression.Call(
                    typeof(Sql),
                    nameof(Sql.Right),
                    null,
                    text,
                    Parameter.Of((int)Math.Min(-first, int.MaxValue), typeof(int))
                );
        }
        return values.Length == 2
            ? Expression.Call(typeof(Sql), nameof(Sql.Substring), null, text, from)
            : Expression.Call(typeof(Sql), nameof(Sql.Substring), null, text, from, Convert(values[2], typeof(int)));
    }
}
