using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Groups of rows: <c>GROUP BY</c> with aggregates.</summary>
internal sealed class Grouping(
    RowSchema schema,
    Translator translator,
    ParameterExpression row,
    IReadOnlyList<Column> keys,
    IReadOnlyList<Aggregate> aggregates
)
{
    private readonly List<Column> _columns = [.. keys];

    /// <summary>What groups and aggregates are made of.</summary>
    private readonly List<Expression> _values = [.. keys.Select(key => OfRow(translator.Value(key), row))];

    /// <param name="rows">The query of the rows.</param>
    public Expression Of(Expression rows)
    {
        var values = aggregates.Select(Value).ToList();
        Expression inner = Row.New(_values.Count > 0 ? _values : [Expression.Constant(1)]);
        var selected = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Select),
            [row.Type, inner.Type],
            rows,
            Expression.Quote(Expression.Lambda(inner, row))
        );
        var value = Expression.Parameter(inner.Type, "value");
        Expression key = keys.Count == 0 ? Expression.Constant(1) : Row.New([.. keys.Select((_, i) => Row.Column(value, i))]);
        var groups = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.GroupBy),
            [inner.Type, key.Type],
            selected,
            Expression.Quote(Expression.Lambda(key, value))
        );
        var group = Expression.Parameter(typeof(IGrouping<,>).MakeGenericType(key.Type, inner.Type), "group");
        var ofKey = keys.Select((_, i) => (Expression)Row.Column(Expression.Property(group, nameof(IGrouping<,>.Key)), i));
        var result = Row.New([.. ofKey, .. values.Select(of => of(group, value))]);
        var grouped = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Select),
            [group.Type, result.Type],
            groups,
            Expression.Quote(Expression.Lambda(result, group))
        );
        return keys.Count > 0 ? grouped : OrOne(grouped, result.Type);
    }

    /// <param name="type">Type of the rows of the groups.</param>
    public IReadOnlyDictionary<string, RowColumn> Columns(Type type)
    {
        var group = Expression.Parameter(type, "group");
        return _columns
            .Select((column, i) => new RowColumn(column, Expression.Lambda(ToColumn(Row.Column(group, i), column), group)))
            .ToDictionary(column => column.Column.Name, StringComparer.Ordinal);
    }

    /// <summary>As in SQL without GROUP BY, all rows are one group even if there are none: a left join that finds nothing.</summary>
    private static MethodCallExpression OrOne(Expression group, Type type) =>
        Expression.Call(typeof(Queryable), nameof(Queryable.DefaultIfEmpty), [type], group);

    /// <summary>A count of no rows is 0.</summary>
    private Expression ToColumn(Expression value, Column column) =>
        keys.Count == 0 && !column.IsNullable ? Expression.Coalesce(value, Expression.Constant(0L)) : value;

    /// <returns>Makes the aggregate of a group, whose rows have the values of <see cref="_values"/>.</returns>
    private Func<ParameterExpression, ParameterExpression, Expression> Value(Aggregate aggregate)
    {
        var (result, isNullable) = (ResultOf(aggregate), aggregate.Term is { IsNullable: true } || keys.Count == 0);
        var isCount = aggregate.Method is AggregateMethod.Count or AggregateMethod.CountDistinct;
        _columns.Add(new(aggregate.Name, result, isNullable && !isCount));
        // Without keys, all columns of the group may be missing.
        var type = isNullable && result.IsValueType && (keys.Count == 0 || !isCount) ? typeof(Nullable<>).MakeGenericType(result) : result;
        if (schema.Totals is { } totals && (aggregate.Term is null || (aggregate.Term as Column)?.Name == totals.Measure))
            return OfTotals(aggregate, totals, type);
        if (aggregate.Term is not { } term)
            return (group, _) =>
                Convert(
                    Expression.Call(typeof(Enumerable), nameof(Enumerable.LongCount), [group.Type.GetGenericArguments()[1]], group),
                    type
                );
        if (schema.Totals is not null && aggregate.Method is AggregateMethod.Sum or AggregateMethod.Average)
            throw new NotInTotalsException();
        return Of(aggregate.Method, translator.Value(term), type);
    }

    /// <summary>Of the measure and of the number of rows, which the totals have added up.</summary>
    private Func<ParameterExpression, ParameterExpression, Expression> OfTotals(Aggregate aggregate, RowTotals totals, Type type)
    {
        if (aggregate.Term is null)
            return Of(AggregateMethod.Sum, Replace.In(totals.Rows, row), type);
        if (aggregate.Method == AggregateMethod.Average)
        {
            var sum = Of(AggregateMethod.Sum, Replace.In(totals.Sum, row), typeof(decimal?));
            var rows = Of(AggregateMethod.Sum, Replace.In(totals.Rows, row), typeof(decimal?));
            return (group, value) =>
                Expression.Call(
                    typeof(Sql),
                    nameof(Sql.Cast),
                    [typeof(decimal?), type],
                    Expression.Divide(sum(group, value), rows(group, value))
                );
        }
        var selector = aggregate.Method switch
        {
            AggregateMethod.Sum => totals.Sum,
            AggregateMethod.Min => totals.Min,
            AggregateMethod.Max => totals.Max,
            _ => throw new NotInTotalsException(),
        };
        return Of(aggregate.Method, Replace.In(selector, row), type);
    }

    /// <param name="value">Of a row.</param>
    /// <param name="type">Of the result.</param>
    private Func<ParameterExpression, ParameterExpression, Expression> Of(AggregateMethod method, Expression value, Type type)
    {
        // EF Core would read all rows and aggregate them itself.
        if (Finder.Finds(value, IsOfOtherRow))
            throw new QueryException(
                "Properties of an entity that rows refer to cannot be aggregated. Group by them instead.",
                isSupported: false
            );
        var i = _values.Count;
        _values.Add(OfRow(value, row));
        return (group, inner) =>
        {
            var values = Expression.Call(
                typeof(Enumerable),
                nameof(Enumerable.Select),
                [inner.Type, value.Type],
                group,
                Expression.Lambda(Row.Column(inner, i), inner)
            );
            return method == AggregateMethod.CountDistinct
                ? Convert(Expression.Call(typeof(Sql), nameof(Sql.CountDistinct), [value.Type], values), type)
                : Expression.Call(typeof(Sql), method.ToString(), [value.Type, type], values);
        };
    }

    /// <exception cref="QueryException">The values cannot be aggregated.</exception>
    private static Type ResultOf(Aggregate aggregate) =>
        (aggregate.Method, aggregate.Term) switch
        {
            (AggregateMethod.Count, _) or (AggregateMethod.CountDistinct, { IsNull: false }) => typeof(long),
            (AggregateMethod.Sum, { IsNumber: true } term) => Numbers.IsWhole(term.Type) ? typeof(long) : term.Type,
            (AggregateMethod.Average, { IsNumber: true } term) => term.Type == typeof(decimal) ? term.Type : typeof(double),
            (AggregateMethod.Min or AggregateMethod.Max, { IsNull: false, IsBoolean: false } term) when term.Type != typeof(Guid) =>
                term.Type,
            var (method, term) => throw new QueryException(
                $"{method.ToString().ToLowerInvariant()} does not take {FunctionTable.NameOf(term!)}."
            ),
        };

    /// <summary>EF Core groups by no parameters, and aggregates them itself.</summary>
    private static Expression OfRow(Expression value, ParameterExpression row) =>
        Finder.Finds(value, node => node == row) ? value : Translator.InDatabase(value);

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    /// <summary>Whether a value is of an entity that the row refers to.</summary>
    private static bool IsOfOtherRow(Expression? node) =>
        node is MemberExpression { Expression: MemberExpression { Expression: ParameterExpression, Type: { IsValueType: false } type } }
        && type != typeof(string);

    private sealed class Finder(Func<Expression, bool> isFound) : ExpressionVisitor
    {
        private bool _found;

        public static bool Finds(Expression expression, Func<Expression, bool> isFound)
        {
            var finder = new Finder(isFound);
            finder.Visit(expression);
            return finder._found;
        }

        public override Expression? Visit(Expression? node)
        {
            _found |= node is not null && isFound(node);
            return base.Visit(node);
        }
    }
}
