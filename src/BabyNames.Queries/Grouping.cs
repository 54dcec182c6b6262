using System.Linq.Expressions;

namespace BabyNames.Queries;

/// <summary>Groups rows: <c>GROUP BY</c> with aggregates.</summary>
internal sealed class Grouping(
    RowSchema schema,
    Translator translator,
    ParameterExpression row,
    IReadOnlyList<Column> keys,
    IReadOnlyList<Aggregate> aggregates
)
{
    private readonly List<Column> _columns = [.. keys];

    /// <summary>The values of a row that groups and aggregates need, the keys first.</summary>
    private readonly List<Expression> _values = [.. keys.Select(key => DependentOnRow(translator.Value(key), row))];

    /// <summary>Builds the query of the groups.</summary>
    /// <param name="rows">The query of the rows.</param>
    public Expression Apply(Expression rows)
    {
        var values = aggregates.Select(Build).ToList();
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
        var keyColumns = keys.Select((_, i) => (Expression)Row.Column(Expression.Property(group, nameof(IGrouping<,>.Key)), i));
        var result = Row.New([.. keyColumns, .. values.Select(build => build(group, value))]);
        var grouped = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Select),
            [group.Type, result.Type],
            groups,
            Expression.Quote(Expression.Lambda(result, group))
        );
        return keys.Count > 0 ? grouped : OneGroupIfEmpty(grouped, result.Type);
    }

    /// <summary>Returns the columns of the groups by their names. Call it after <see cref="Apply"/>.</summary>
    /// <param name="type">Type of the rows of the groups.</param>
    public IReadOnlyDictionary<string, RowColumn> Columns(Type type)
    {
        var group = Expression.Parameter(type, "group");
        return _columns
            .Select((column, i) => new RowColumn(column, Expression.Lambda(ToColumn(Row.Column(group, i), column), group)))
            .ToDictionary(column => column.Column.Name, StringComparer.Ordinal);
    }

    /// <summary>Returns one group even if there are no rows, as SQL without GROUP BY does. EF Core makes a left join of it.</summary>
    private static MethodCallExpression OneGroupIfEmpty(Expression group, Type type) =>
        Expression.Call(typeof(Queryable), nameof(Queryable.DefaultIfEmpty), [type], group);

    /// <summary>Makes a count of no rows 0 instead of null.</summary>
    private Expression ToColumn(Expression value, Column column) =>
        keys.Count == 0 && !column.IsNullable ? Expression.Coalesce(value, Expression.Constant(0L)) : value;

    /// <returns>A function from a group and one of its rows, which have the values of <see cref="_values"/>, to the aggregate.</returns>
    private Func<ParameterExpression, ParameterExpression, Expression> Build(Aggregate aggregate)
    {
        var (result, isNullable) = (ResultType(aggregate), aggregate.Term is { IsNullable: true } || keys.Count == 0);
        var isCount = aggregate.Method is AggregateMethod.Count or AggregateMethod.CountDistinct;
        _columns.Add(new(aggregate.Name, result, isNullable && !isCount));
        // Without keys, all columns of the group may be missing.
        var type = isNullable && result.IsValueType && (keys.Count == 0 || !isCount) ? typeof(Nullable<>).MakeGenericType(result) : result;
        if (schema.Totals is { } totals && (aggregate.Term is null || (aggregate.Term as Column)?.Name == totals.Measure))
            return BuildFromTotals(aggregate, totals, type);
        if (aggregate.Term is not { } term)
            return (group, _) =>
                Convert(
                    Expression.Call(typeof(Enumerable), nameof(Enumerable.LongCount), [group.Type.GetGenericArguments()[1]], group),
                    type
                );
        if (schema.Totals is not null && aggregate.Method is AggregateMethod.Sum or AggregateMethod.Average)
            throw new NotInTotalsException();
        return Build(aggregate.Method, translator.Value(term), type);
    }

    /// <summary>Builds an aggregate of the measure or of the number of rows, which the totals have as sums.</summary>
    private Func<ParameterExpression, ParameterExpression, Expression> BuildFromTotals(Aggregate aggregate, RowTotals totals, Type type)
    {
        if (aggregate.Term is null)
            return Build(AggregateMethod.Sum, ParameterReplacer.Replace(totals.Rows, row), type);
        if (aggregate.Method == AggregateMethod.Average)
        {
            var sum = Build(AggregateMethod.Sum, ParameterReplacer.Replace(totals.Sum, row), typeof(decimal?));
            var rows = Build(AggregateMethod.Sum, ParameterReplacer.Replace(totals.Rows, row), typeof(decimal?));
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
        return Build(aggregate.Method, ParameterReplacer.Replace(selector, row), type);
    }

    /// <param name="value">Value of a row.</param>
    /// <param name="type">Type of the result.</param>
    private Func<ParameterExpression, ParameterExpression, Expression> Build(AggregateMethod method, Expression value, Type type)
    {
        // EF Core would read all rows and aggregate them in the process.
        if (Finder.Finds(value, IsOfReferencedEntity))
            throw new QueryException(
                "Properties of an entity that rows refer to cannot be aggregated. Group by them instead.",
                isSupported: false
            );
        var i = _values.Count;
        _values.Add(DependentOnRow(value, row));
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
    private static Type ResultType(Aggregate aggregate) =>
        (aggregate.Method, aggregate.Term) switch
        {
            (AggregateMethod.Count, _) or (AggregateMethod.CountDistinct, { IsNull: false }) => typeof(long),
            (AggregateMethod.Sum, { IsNumber: true } term) => Numbers.IsWhole(term.Type) ? typeof(long) : term.Type,
            (AggregateMethod.Average, { IsNumber: true } term) => term.Type == typeof(decimal) ? term.Type : typeof(double),
            (AggregateMethod.Min or AggregateMethod.Max, { IsNull: false, IsBoolean: false } term) when term.Type != typeof(Guid) =>
                term.Type,
            var (method, term) => throw new QueryException(
                $"{method.ToString().ToLowerInvariant()} does not accept {FunctionTable.NameOf(term!)}."
            ),
        };

    /// <summary>Makes the database evaluate a value that does not depend on the row, because EF Core cannot group by parameters and
    /// aggregates them in the process.</summary>
    private static Expression DependentOnRow(Expression value, ParameterExpression row) =>
        Finder.Finds(value, node => node == row) ? value : Translator.InDatabase(value);

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    /// <summary>Whether a node is a property of an entity that the row refers to.</summary>
    private static bool IsOfReferencedEntity(Expression? node) =>
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
