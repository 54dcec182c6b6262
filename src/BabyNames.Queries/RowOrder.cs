using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>An order of rows in which no two are equal, so that a page can begin after any of them. Nulls come first going up.</summary>
public sealed class RowOrder
{
    private readonly List<OrderStep> _steps;

    /// <param name="asked">What is asked for; the key of the rows follows.</param>
    public RowOrder(IReadOnlyList<OrderStep> asked, IReadOnlyList<Column> key)
    {
        // An order by key columns alone goes on in its last direction: a unique index read backwards then serves all of it.
        // Any other continues with the key going up, as the indexes of top lists do.
        var descending = asked.Count > 0 && asked[^1].Descending && asked.All(step => step.Term is Column column && key.Contains(column));
        _steps = [.. asked.Concat(key.Select(column => new OrderStep(column, descending))).DistinctBy(step => step.Term)];
    }

    public IReadOnlyList<OrderStep> Steps => _steps;

    /// <summary>The types of the values of a cursor.</summary>
    public IReadOnlyList<(Type Type, bool IsNullable)> Cursor =>
        [
            .. _steps.SelectMany(step =>
                step.Term.IsNullable
                    ? [(typeof(int), false), (TypeOf(step.Term), step.Term.Type != typeof(bool))]
                    : new[] { (TypeOf(step.Term), false) }
            ),
        ];

    /// <summary>PostgreSQL puts nulls last going up: whether a value is null is a key of its own, before the value.</summary>
    public IReadOnlyList<KeysetKey> Keys(RowQuery rows)
    {
        var row = Expression.Parameter(rows.Rows.ElementType, "row");
        var translator = rows.Translate(row);
        var keys = new List<KeysetKey>();
        foreach (var (term, descending) in _steps)
        {
            if (translator.IsNull(term) is { } isNull)
                keys.Add(new(Expression.Lambda(Number(Expression.Not(isNull)), row), descending, IsNullable: false));
            var value = term.Type == typeof(bool) ? Number(translator.Condition(term)) : translator.Value(term);
            keys.Add(new(Expression.Lambda(value, row), descending, term.IsNullable && term.Type != typeof(bool)));
        }
        return keys;
    }

    private static Type TypeOf(Term term)
    {
        var type = term.Type == typeof(bool) ? typeof(int) : term.Type;
        return term.IsNullable && type.IsValueType && term.Type != typeof(bool) ? typeof(Nullable<>).MakeGenericType(type) : type;
    }

    private static ConditionalExpression Number(Expression condition) =>
        Expression.Condition(condition, Expression.Constant(1), Expression.Constant(0));
}
