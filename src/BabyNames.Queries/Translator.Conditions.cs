using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <remarks>
/// Conditions have three values, as in SQL and OData: true, false and null. NOT is moved inwards until its operand is a function. Each term
/// is then translated once, and EF Core never negates a condition that may be null.
/// </remarks>
internal sealed partial class Translator
{
    /// <summary>Translates a condition to an expression that is true if the condition is true, and false if it is false or null.</summary>
    public Expression Condition(Term term) => Is(term, true);

    /// <summary>Returns the test whether a value is null; null if the value is never null.</summary>
    public Expression? IsNull(Term term) =>
        term switch
        {
            { IsNullable: false } => null,
            Column => Expression.Equal(Value(term), Expression.Constant(null, Value(term).Type)),
            Call { Function.IsStrict: true } call => Any(call.Arguments.Select(IsNull)),
            Call => Expression.AndAlso(Is(term, false, orNull: true), Is(term, true, orNull: true)),
            _ => Expression.Constant(true),
        };

    /// <summary>Returns the test whether a value is not null; null if the value is never null. It is not the negation of
    /// <see cref="IsNull"/>, because the SQL of that one may be null instead of false.</summary>
    private Expression? IsNotNull(Term term) =>
        term switch
        {
            { IsNullable: false } => null,
            Column => Expression.NotEqual(Value(term), Expression.Constant(null, Value(term).Type)),
            Call { Function.IsStrict: true } call => All(call.Arguments.Select(IsNotNull)),
            Call => Expression.OrElse(Is(term, true), Is(term, false)),
            _ => Expression.Constant(false),
        };

    /// <summary>Returns the test whether a condition has a value.</summary>
    /// <param name="value">The value, true or false.</param>
    /// <param name="orNull">Whether the test is true for null, too.</param>
    private Expression Is(Term term, bool value, bool orNull = false)
    {
        Count();
        return term switch
        {
            Constant { Value: bool constant } => Expression.Constant(constant == value),
            Constant => Expression.Constant(orNull),
            Call { Name: "and" or "or", Function.IsStrict: false } both => AndOr(both, value, orNull),
            Call { Name: "not", Function.IsStrict: false } not => Is(not.Arguments[0], !value, orNull),
            Call { Name: "in", Function.IsStrict: false } list => In(list, value),
            Call { Function.IsStrict: false } comparison => Compare(comparison, value),
            Call function => Test(function, (value ? FindByDistinctValues(function) : null) ?? Build(function), value, orNull),
            _ => Test(term, Unwrap(Value(term)), value, orNull),
        };
    }

    /// <param name="condition">The expression of the term. EF Core assumes that it is never null.</param>
    private Expression Test(Term term, Expression condition, bool value, bool orNull)
    {
        var hasValue = value ? condition : Expression.Not(condition);
        return orNull ? Any([IsNull(term), hasValue])!
            : value ? hasValue
            : All([IsNotNull(term), hasValue])!;
    }

    private Expression AndOr(Call both, bool value, bool orNull)
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

    /// <summary>Translates an equality. Null equals null.</summary>
    /// <param name="isEqual">False for the negation.</param>
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
        if (isEqual && (FindByKey(left, right) ?? FindByDistinctValues(left, right) ?? FindByDistinctValues(right, left)) is { } found)
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

    /// <summary>Returns the test whether a condition has one of some values.</summary>
    /// <param name="isTrue">False for the negation.</param>
    private Expression IsOneOf(Term condition, IReadOnlyList<bool?> values, bool isTrue)
    {
        bool Includes(bool? value) => values.Contains(value) == isTrue;

        return (Includes(true), Includes(false), !condition.IsNullable || Includes(null)) switch
        {
            (true, true, true) => Expression.Constant(true),
            (true, true, false) => IsNotNull(condition)!,
            (true, false, _) => Is(condition, true, orNull: condition.IsNullable && Includes(null)),
            (false, true, _) => Is(condition, false, orNull: condition.IsNullable && Includes(null)),
            (false, false, var includesNull) => includesNull && condition.IsNullable ? IsNull(condition)! : Expression.Constant(false),
        };
    }

    private Expression? FindByKey(Term left, Term right) =>
        left is Column column
        && right is Constant { Value: { } value }
        && value.GetType() == column.Type
        && find(column).EqualKey is { } equal
            ? equal(row, parameter(value, column.Type))
            : null;

    /// <summary>Translates a comparison of a function of a column: tolower(Name) eq 'ann'.</summary>
    private Expression? FindByDistinctValues(Term function, Term other) =>
        HasColumn(other) ? null : FindByDistinctValues(function, inner => Expression.Equal(inner.Value(function), inner.Value(other)));

    /// <summary>Translates a test on a function of a column: contains(tolower(Name),'ann').</summary>
    private Expression? FindByDistinctValues(Call test) =>
        test.Arguments is [Call function, var other] && !HasColumn(other)
            ? FindByDistinctValues(function, inner => inner.Build(test))
            : null;

    /// <summary>Evaluates a condition on the distinct values of a column, so that an index finds the rows with the matching
    /// values.</summary>
    /// <returns>The test whether the column has one of the matching values; null if there is no query of distinct values.</returns>
    private Expression? FindByDistinctValues(Term function, Func<Translator, Expression> condition)
    {
        if (
            function is not Call { Function.IsSelective: true, Arguments: [Column column] }
            || find(column).DistinctValues is not { } values
        )
            return null;
        var value = Expression.Parameter(typeof(string), "value");
        var inner = new Translator(_ => new(column, Expression.Lambda(value, value)), value, parameter);
        var matching = values.Where(Expression.Lambda<Func<string, bool>>(condition(inner), value));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(string)], matching.Expression, Value(column));
    }

    private static Expression? Any(IEnumerable<Expression?> conditions) =>
        conditions
            .OfType<Expression>()
            .Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.OrElse(all, condition));

    private static Expression? All(IEnumerable<Expression?> conditions) =>
        conditions
            .OfType<Expression>()
            .Aggregate((Expression?)null, (all, condition) => all is null ? condition : Expression.AndAlso(all, condition));

    /// <summary>Converts a comparison with null, which is null in SQL, to false. EF Core assumes that it is false.</summary>
    private static BinaryExpression TrueOrFalse(Expression condition) =>
        Expression.Equal(Expression.Condition(condition, Expression.Constant(1), Expression.Constant(0)), Expression.Constant(1));
}
