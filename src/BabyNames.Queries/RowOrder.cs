using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>A total order of rows: no two rows are equal, so that a page can begin after any row. Nulls are first if ascending.</summary>
public sealed class RowOrder
{
    private readonly List<OrderStep> _steps;

    /// <summary>Creates an order from the requested steps, followed by the key of the rows.</summary>
    public RowOrder(IReadOnlyList<OrderStep> requested, IReadOnlyList<Column> key)
    {
        // The rest of the key has the last direction of an order by key columns only, so that a backward scan of the unique index has the
        // whole order. After other columns the key is ascending, as in the indexes for the highest values.
        var descending =
            requested.Count > 0 && requested[^1].Descending && requested.All(step => step.Term is Column column && key.Contains(column));
        _steps = [.. requested.Concat(key.Select(column => new OrderStep(column, descending))).DistinctBy(step => step.Term)];
    }

    /// <summary>The requested steps and those of the key, without repetitions.</summary>
    public IReadOnlyList<OrderStep> Steps => _steps;

    /// <summary>The types of the values in a cursor. A nullable term has two values, see <see cref="Keys"/>.</summary>
    public IReadOnlyList<(Type Type, bool IsNullable)> Cursor =>
        [
            .. _steps.SelectMany(step =>
                step.Term.IsNullable
                    ? [(typeof(int), false), (TypeOf(step.Term), step.Term.Type != typeof(bool))]
                    : new[] { (TypeOf(step.Term), false) }
            ),
        ];

    /// <summary>Returns the keys of the order. PostgreSQL sorts nulls last if ascending, so for a nullable term a key that tells null from
    /// other values precedes the key of the value.</summary>
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
