using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <remarks>
/// Conditions have three values, as in SQL and OData. NOT is moved inwards until it stands before a function: each term is then
/// translated once, and EF Core never negates a condition that may be null.
/// </remarks>
internal sealed partial class Translator
{
    /// <summary>Whether the condition is true, neither false nor null.</summary>
    public Expression Condition(Term term) => Is(term, true);

    /// <summary>Whether the value is null; null if it never is.</summary>
    public Expression? IsNull(Term term) =>
        term switch
        {
            { IsNullable: false } => null,
            Column => Expression.Equal(Value(term), Expression.Constant(null, Value(term).Type)),
            Call { Function.IsStrict: true } call => Any(call.Arguments.Select(IsNull)),
            Call => Expression.AndAlso(Is(term, false, orNull: true), Is(term, true, orNull: true)),
            _ => Expression.Constant(true),
        };

    /// <summary>Whether the value is not null; null if it never is. Not the negation of <see cref="IsNull"/>, whose SQL may be null where it
    /// is false.</summary>
    private Expression? IsNotNull(Term term) =>
        term switch
        {
            { IsNullable: false } => null,
            Column => Expression.NotEqual(Value(term), Expression.Constant(null, Value(term).Type)),
            Call { Function.IsStrict: true } call => All(call.Arguments.Select(IsNotNull)),
            Call => Expression.OrElse(Is(term, true), Is(term, false)),
            _ => Expression.Constant(false),
        };

    /// <summary>Whether the condition has a value, or, if that is asked for, is null.</summary>
    private Expression Is(Term term, bool value, bool orNull = false)
    {
        Count();
        return term switch
        {
            Constant { Value: bool known } => Expression.Constant(known == value),
            Constant => Expression.Constant(orNull),
            Call { Name: "and" or "or", Function.IsStrict: false } both => Join(both, value, orNull),
            Call { Name: "not", Function.IsStrict: false } not => Is(not.Arguments[0], !value, orNull),
            Call { Name: "in", Function.IsStrict: false } list => In(list, value),
            Call { Function.IsStrict: false } comparison => Compare(comparison, value),
            Call function => Leaf(function, (value ? FindIn(function) : null) ?? Build(function), value, orNull),
            _ => Leaf(term, Unwrap(Value(term)), value, orNull),
        };
    }

    /// <param name="condition">Of the term, two-valued for EF Core.</param>
    private Expression Leaf(Term term, Expression condition, bool value, bool orNull)
    {
        var has = value ? condition : Expression.Not(condition);
        return orNull ? Any([IsNull(term), has])!
            : value ? has
            : All([IsNotNull(term), has])!;
    }

    private Expression Join(Call both, bool value, bool orNull)
    {
        var (left, right) = (Is(both.Arguments[0], value, orNull), Is(both.Arguments[1], value, orNull));
        return (both.Name == "and") == value ? Expression.AndAlso(left, right) : Expression.OrElse(left, right);
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
            return left.IsNull ? Expression.Constant(isEqual)
                : isEqual ? IsNull(left) ?? Expression.Constant(false)
                : IsNotNull(left) ?? Expression.Constant(true);
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
            return Is(left, value == isEqual, orNull: !isEqual);
        return Any([
            Expression.AndAlso(Is(left, true), Is(right, isEqual, orNull: !isEqual)),
            Expression.AndAlso(Is(left, false), Is(right, !isEqual, orNull: !isEqual)),
            left.IsNullable && (right.IsNullable || !isEqual) ? All([IsNull(left), isEqual ? IsNull(right) : IsNotNull(right)]) : null,
        ])!;
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
        var values = items
            .Where(item => !item.IsNull)
            .Select(item => Convert(((Constant)ConvertTo(item, value)).Value!, value.Type))
            .OfType<object>()
            .ToList();
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
            (true, false, _) => Is(condition, true, orNull: condition.IsNullable && Has(null)),
            (false, true, _) => Is(condition, false, orNull: condition.IsNullable && Has(null)),
            (false, false, var hasNull) => hasNull && condition.IsNullable ? IsNull(condition)! : Expression.Constant(false),
        };
    }

    private Expression? FindByKey(Term left, Term right) =>
        left is Column column
        && right is Constant { Value: { } value }
        && value.GetType() == column.Type
        && find(column).EqualKey is { } equal
            ? equal(row, parameter(value, column.Type))
            : null;

    /// <summary>Looks up the values of a column whose result equals a value.</summary>
    private Expression? FindIn(Term function, Term other) =>
        HasColumn(other) ? null : FindIn(function, inner => Expression.Equal(inner.Value(function), inner.Value(other)));

    /// <summary>Looks up the values of a column for whose result a test of texts is true: contains(tolower(Name),'ann').</summary>
    private Expression? FindIn(Call test) =>
        test.Arguments is [Call function, var other] && !HasColumn(other) ? FindIn(function, inner => inner.Build(test)) : null;

    /// <summary>Looks up values of a column before the rows, so that an index finds the rows.</summary>
    private Expression? FindIn(Term function, Func<Translator, Expression> condition)
    {
        if (function is not Call { Function.IsSelective: true, Arguments: [Column of] } || find(of).DistinctValues is not { } values)
            return null;
        var value = Expression.Parameter(typeof(string), "value");
        var inner = new Translator(_ => new(of, Expression.Lambda(value, value)), value, parameter);
        var matching = values.Where(Expression.Lambda<Func<string, bool>>(condition(inner), value));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(string)], matching.Expression, Value(of));
    }

    private static Expression? Any(IEnumerable<Expression?> conditions) =>
        conditions
            .OfType<Expression>()
            .Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.OrElse(all, condition));

    private static Expression? All(IEnumerable<Expression?> conditions) =>
        conditions
            .OfType<Expression>()
            .Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.AndAlso(all, condition));

    /// <summary>Makes false of a comparison with null, which is null in SQL. EF Core takes it for false already.</summary>
    private static BinaryExpression TrueOrFalse(Expression condition) =>
        Expression.Equal(Expression.Condition(condition, Expression.Constant(1), Expression.Constant(0)), Expression.Constant(1));
}
