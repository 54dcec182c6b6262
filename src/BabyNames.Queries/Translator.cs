using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Translates terms to expressions of a row.</summary>
/// <remarks>
/// Conditions have three values, as in SQL and OData. NOT is moved inwards until it stands before a function: each term is then
/// translated once, and EF Core never negates a condition that may be null.
/// </remarks>
/// <param name="find">Finds a column.</param>
/// <param name="row">Stands for the row.</param>
/// <param name="parameter">Stands for each value of the request.</param>
internal sealed class Translator(Func<Column, RowColumn> find, ParameterExpression row, ParameterFactory parameter)
{
    /// <summary>A condition compared with null is translated twice, and a computed column wherever it is named: both can double with each
    /// level.</summary>
    private const int MaxSize = 2_000;

    /// <summary>Operations that were translated.</summary>
    public int Size { get; private set; }

    private enum Truth
    {
        True,
        False,
        NotTrue,
        NotFalse,
    }

    /// <summary>Whether the condition is true, neither false nor null.</summary>
    public Expression Condition(Term term) => Is(term, Truth.True);

    /// <summary>The value, as a <see cref="Nullable{T}"/> if it may be null.</summary>
    public Expression Value(Term term)
    {
        if (term is Column column)
            return ValueOf(find(column));
        Count();
        return term switch
        {
            Constant { Value: { } value } => parameter(value, value.GetType()),
            // EF Core takes conditions for two-valued.
            Call { Function.IsStrict: true, IsNullable: true } call when call.Type == typeof(bool) =>
                Expression.Condition(IsNull(call)!, Nullable(null), Lift(Build(call), isNullable: true)),
            Call { Function.IsStrict: true } call => Lift(Build(call), call.IsNullable),
            Call { IsNullable: false } => TrueOrFalse(Is(term, Truth.True)),
            Call => Expression.Condition(TrueOrFalse(Is(term, Truth.True)), Nullable(true),
                Expression.Condition(TrueOrFalse(Is(term, Truth.False)), Nullable(false), Nullable(null))),
            _ => Expression.Constant(null),
        };
    }

    /// <summary>Whether the value is null; null if it never is.</summary>
    public Expression? IsNull(Term term) => term switch
    {
        { IsNullable: false } => null,
        Column => Expression.Equal(Value(term), Expression.Constant(null, Value(term).Type)),
        Call { Function.IsStrict: true } call => Any(call.Arguments.Select(IsNull)),
        Call => Expression.AndAlso(Is(term, Truth.NotTrue), Is(term, Truth.NotFalse)),
        _ => Expression.Constant(true),
    };

    /// <summary>Whether the value is not null; null if it never is. Not the negation of <see cref="IsNull"/>, whose SQL may be null where it
    /// is false.</summary>
    private Expression? IsNotNull(Term term) => term switch
    {
        { IsNullable: false } => null,
        Column => Expression.NotEqual(Value(term), Expression.Constant(null, Value(term).Type)),
        Call { Function.IsStrict: true } call => All(call.Arguments.Select(IsNotNull)),
        Call => Expression.OrElse(Is(term, Truth.True), Is(term, Truth.False)),
        _ => Expression.Constant(false),
    };

    private Expression Is(Term term, Truth truth)
    {
        Count();
        return term switch
        {
            Constant { Value: bool value } => Expression.Constant(value == (truth is Truth.True or Truth.NotFalse)),
            Constant => Expression.Constant(truth is Truth.NotTrue or Truth.NotFalse),
            Call { Name: "and" or "or", Function.IsStrict: false } both => Join(both, truth),
            Call { Name: "not", Function.IsStrict: false } not => Is(not.Arguments[0], Opposite(truth)),
            Call { Name: "in", Function.IsStrict: false } list => In(list, truth is Truth.True or Truth.NotFalse),
            Call { Function.IsStrict: false } comparison => Compare(comparison, truth is Truth.True or Truth.NotFalse),
            Call function => Leaf(function, Build(function), truth),
            _ => Leaf(term, Unwrap(Value(term)), truth),
        };
    }

    /// <param name="condition">Of the term, two-valued for EF Core.</param>
    private Expression Leaf(Term term, Expression condition, Truth truth) => truth switch
    {
        Truth.True => condition,
        Truth.False => All([IsNotNull(term), Expression.Not(condition)])!,
        Truth.NotTrue => Any([IsNull(term), Expression.Not(condition)])!,
        _ => Any([IsNull(term), condition])!,
    };

    private Expression Join(Call both, Truth truth)
    {
        var (left, right) = (Is(both.Arguments[0], truth), Is(both.Arguments[1], truth));
        return (both.Name == "and") == (truth is Truth.True or Truth.NotFalse) ? Expression.AndAlso(left, right) : Expression.OrElse(left, right);
    }

    private Expression Compare(Call comparison, bool isTrue)
    {
        var (left, right) = (comparison.Arguments[0], comparison.Arguments[1]);
        if (comparison.Name is "eq" or "ne")
            return Equal(left, right, comparison.Name == "eq" == isTrue);
        // A comparison with null is false.
        if (left.IsNull || right.IsNull)
            return Expression.Constant(!isTrue);
        var type = comparison.Name switch
        {
            "gt" => isTrue ? ExpressionType.GreaterThan : ExpressionType.LessThanOrEqual,
            "ge" => isTrue ? ExpressionType.GreaterThanOrEqual : ExpressionType.LessThan,
            "lt" => isTrue ? ExpressionType.LessThan : ExpressionType.GreaterThanOrEqual,
            _ => isTrue ? ExpressionType.LessThanOrEqual : ExpressionType.GreaterThan,
        };
        var (a, b) = Unify(left, right);
        if (a.Type == typeof(string))
            (a, b) = (Expression.Call(typeof(string), nameof(string.Compare), null, a, b), Expression.Constant(0));
        var compared = Expression.MakeBinary(type, a, b);
        return isTrue ? compared : Any([IsNull(left), IsNull(right), compared])!;
    }

    /// <param name="isEqual">False for the opposite. Null equals null.</param>
    private Expression Equal(Term left, Term right, bool isEqual)
    {
        if (left.IsNull)
            (left, right) = (right, left);
        if (right.IsNull)
            return left.IsNull ? Expression.Constant(isEqual) : isEqual ? IsNull(left) ?? Expression.Constant(false) : IsNotNull(left) ?? Expression.Constant(true);
        if (left.Type == typeof(bool))
            return EqualConditions(left, right, isEqual);
        if (isEqual && (FindByKey(left, right) ?? FindIn(left, right) ?? FindIn(right, left)) is { } found)
            return found;
        var (a, b) = Unify(left, right);
        return isEqual ? Expression.Equal(a, b) : Expression.NotEqual(a, b);
    }

    private Expression EqualConditions(Term left, Term right, bool isEqual)
    {
        if (left is Constant)
            (left, right) = (right, left);
        if (right is Constant { Value: bool value })
            return Is(left, (value, isEqual) switch { (true, true) => Truth.True, (true, false) => Truth.NotTrue, (false, true) => Truth.False, _ => Truth.NotFalse });
        var (yes, no) = isEqual ? (Truth.True, Truth.False) : (Truth.NotTrue, Truth.NotFalse);
        return Any([
            Expression.AndAlso(Is(left, Truth.True), Is(right, yes)), Expression.AndAlso(Is(left, Truth.False), Is(right, no)),
            left.IsNullable && (right.IsNullable || !isEqual) ? All([IsNull(left), isEqual ? IsNull(right) : IsNotNull(right)]) : null])!;
    }

    private Expression In(Call list, bool isTrue)
    {
        var (value, items) = (list.Arguments[0], list.Arguments.Skip(1).ToList());
        if (value.Type == typeof(bool) && items.TrueForAll(item => item is Constant))
            return IsOneOf(value, [.. items.Select(item => (bool?)((Constant)item).Value)], isTrue);
        if (value.IsNull || value.Type == typeof(bool) || !items.TrueForAll(item => item is Constant))
        {
            var equal = items.Select(item => Equal(value, item, isTrue));
            return isTrue ? Any(equal)! : All(equal)!;
        }
        var type = typeof(List<>).MakeGenericType(value.Type);
        var values = items.Where(item => !item.IsNull).Select(item => Convert(((Constant)item).Value!, value.Type)).OfType<object>().ToList();
        Expression found = Expression.Call(parameter(values, type), nameof(List<>.Contains), null, Unwrap(Value(value)));
        var isNull = IsNull(value);
        return (isTrue, HasNull: items.Exists(item => item.IsNull), isNull) switch
        {
            (true, true, { }) => Expression.OrElse(found, isNull),
            (true, _, _) => found,
            (false, true, { }) => All([IsNotNull(value), Expression.Not(found)])!,
            _ => Any([isNull, Expression.Not(found)])!,
        };
    }

    /// <summary>Whether a condition has one of some values; one of the others, if <paramref name="isTrue"/> is false.</summary>
    private Expression IsOneOf(Term condition, IReadOnlyList<bool?> values, bool isTrue)
    {
        bool Has(bool? value) => values.Contains(value) == isTrue;

        return (Has(true), Has(false), !condition.IsNullable || Has(null)) switch
        {
            (true, true, true) => Expression.Constant(true),
            (true, true, false) => IsNotNull(condition)!,
            (true, false, _) => Is(condition, condition.IsNullable && Has(null) ? Truth.NotFalse : Truth.True),
            (false, true, _) => Is(condition, condition.IsNullable && Has(null) ? Truth.NotTrue : Truth.False),
            (false, false, var hasNull) => hasNull && condition.IsNullable ? IsNull(condition)! : Expression.Constant(false),
        };
    }

    private Expression? FindByKey(Term left, Term right) =>
        left is Column column && right is Constant { Value: { } value } && value.GetType() == column.Type && find(column).EqualKey is { } equal
            ? equal(row, parameter(value, column.Type))
            : null;

    /// <summary>Looks up the values of a column that have a result, so that an index finds the rows.</summary>
    private Expression? FindIn(Term function, Term other)
    {
        if (function is not Call { Function.IsSelective: true, Arguments: [Column of] } call || HasColumn(other) || find(of).DistinctValues is not { } values)
            return null;
        var value = Expression.Parameter(typeof(string), "value");
        var inner = new Translator(_ => new(of, Expression.Lambda(value, value)), value, parameter);
        var matching = values.Where(Expression.Lambda<Func<string, bool>>(Expression.Equal(inner.Value(call), inner.Value(other)), value));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(string)], matching.Expression, Value(of));
    }

    private Expression Build(Call call)
    {
        Expression[] values = [.. call.Arguments.Select(argument => Unwrap(Value(argument)))];
        if (!HasColumn(call))
            values[0] = InDatabase(values[0]);
        return call.Function.Build!(call, values);
    }

    /// <summary>Keeps EF Core from evaluating what needs no row: .NET compares text by culture, and its numbers wrap.</summary>
    internal static MethodCallExpression InDatabase(Expression value) => value.Type == typeof(string)
        ? FunctionTable.Collate(value, FunctionTable.CodePoints)
        : Expression.Call(typeof(Sql), nameof(Sql.Cast), [value.Type, value.Type], value);

    private static bool HasColumn(Term term) => term is Column || (term is Call call && call.Arguments.Any(HasColumn));

    /// <summary>Gives two values one type, that of the column where the other is a number that the column can hold.</summary>
    private (Expression Left, Expression Right) Unify(Term left, Term right)
    {
        (left, right) = (ConvertTo(left, right), ConvertTo(right, left));
        var (a, b) = (Value(left), Value(right));
        if (left.Type != right.Type)
        {
            var type = Numbers.Common(left.Type, right.Type);
            (a, b) = (Lift(FunctionTable.Convert(Unwrap(a), type), left.IsNullable), Lift(FunctionTable.Convert(Unwrap(b), type), right.IsNullable));
        }
        if (!HasColumn(left) && !HasColumn(right))
            a = InDatabase(a);
        var isLifted = a.Type != b.Type;
        return (Lift(a, isLifted), Lift(b, isLifted));
    }

    private static Term ConvertTo(Term term, Term other) => (term, other) switch
    {
        (Constant { Value: DateOnly day }, { Type: var type }) when type == typeof(DateTimeOffset) =>
            new Constant(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)),
        (Constant { Value: { } number, IsNumber: true }, not Constant) when Convert(number, other.Type) is { } converted => new Constant(converted),
        _ => term,
    };

    private static object? Convert(object value, Type type) =>
        value.GetType() == type ? value : Numbers.Is(type) && Numbers.Is(value.GetType()) ? Numbers.TryConvert(value, type) : null;

    private Expression ValueOf(RowColumn column)
    {
        Count(column.Size);
        return Replace.In(column.Selector ?? throw new NotInTotalsException(), row);
    }

    private void Count(int size = 1)
    {
        Size += size;
        if (Size > MaxSize)
        {
            throw new QueryException($"The expression becomes more than {MaxSize} operations. "
                + "Compare conditions with true or false instead of null, and name computed columns less often.");
        }
    }

    private static Expression? Any(IEnumerable<Expression?> conditions) =>
        conditions.OfType<Expression>().Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.OrElse(all, condition));

    private static Expression? All(IEnumerable<Expression?> conditions) =>
        conditions.OfType<Expression>().Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.AndAlso(all, condition));

    private static Expression Unwrap(Expression value) => System.Nullable.GetUnderlyingType(value.Type) is null ? value : Expression.Property(value, "Value");

    private static Expression Lift(Expression value, bool isNullable) => isNullable && value.Type.IsValueType && System.Nullable.GetUnderlyingType(value.Type) is null
        ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type))
        : value;

    /// <summary>Makes false of a comparison with null, which is null in SQL. EF Core takes it for false already.</summary>
    private static BinaryExpression TrueOrFalse(Expression condition) =>
        Expression.Equal(Expression.Condition(condition, Expression.Constant(1), Expression.Constant(0)), Expression.Constant(1));

    private static ConstantExpression Nullable(bool? value) => Expression.Constant(value, typeof(bool?));

    private static Truth Opposite(Truth truth) => truth switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        Truth.NotTrue => Truth.NotFalse,
        _ => Truth.NotTrue,
    };
}
