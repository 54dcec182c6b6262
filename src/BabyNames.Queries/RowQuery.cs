using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>A column and how to read it from a row of the query.</summary>
/// <param name="Selector">Null where the rows are totals that do not have the column.</param>
/// <param name="DistinctValues">All values of the column, where a small query has them.</param>
public sealed record RowColumn(Column Column, LambdaExpression? Selector, IQueryable<string>? DistinctValues = null)
{
    /// <summary>Makes the condition that the column of a row equals a value, where a key of the row says the same: a unique column of
    /// another table is looked up there once instead of for each row.</summary>
    public Func<Expression, Expression, Expression>? EqualKey { get; init; }

    /// <summary>Operations that the column costs wherever it is named: a computed one is written out there.</summary>
    internal int Size { get; init; } = 1;
}

/// <summary>Rows whose columns have names: filtered, with computed columns, grouped. EF Core makes one statement of all steps.</summary>
public sealed class RowQuery
{
    private readonly IQueryable _rows;
    private readonly RowSchema _schema;
    private readonly Func<string, RowColumn?> _find;

    private RowQuery(IQueryable rows, RowSchema schema, Func<string, RowColumn?> find) => (_rows, _schema, _find) = (rows, schema, find);

    /// <param name="rows">Any query of EF Core.</param>
    /// <param name="find">Finds a column by its name; null if the rows have none of this name.</param>
    public static RowQuery Of(IQueryable rows, RowSchema schema, Func<string, RowColumn?> find) => new(rows, schema, find);

    /// <summary>The columns that no two rows have in common; none if there is one row.</summary>
    public IReadOnlyList<Column> Key => _schema.Key;

    /// <summary>The columns of the rows if none are selected.</summary>
    public IReadOnlyList<Column> Columns => _schema.Columns;

    /// <summary>Whether the rows are groups.</summary>
    public bool IsGrouped { get; private init; }

    /// <summary>Whether the rows are totals, which stand for other rows.</summary>
    public bool IsTotals => _schema.Totals is not null;

    public IQueryable Rows => _rows;

    /// <summary>The conditions that single rows meet: those before any groups.</summary>
    public IReadOnlyList<Term> Conditions { get; private init; } = [];

    /// <returns>Null if the rows have no such column.</returns>
    public Column? Find(string name) => _find(name)?.Column;

    /// <summary>Keeps the rows for which a condition is true.</summary>
    public RowQuery Where(Term condition)
    {
        var row = Expression.Parameter(_rows.ElementType, "row");
        var predicate = Expression.Lambda(Translate(row).Condition(condition), row);
        var rows = Expression.Call(typeof(Queryable), nameof(Queryable.Where), [row.Type], _rows.Expression, Expression.Quote(predicate));
        return new(_rows.Provider.CreateQuery(rows), _schema, _find)
        {
            IsGrouped = IsGrouped,
            Conditions = IsGrouped ? Conditions : [.. Conditions, condition],
        };
    }

    /// <summary>Adds columns.</summary>
    /// <exception cref="QueryException">A name is taken.</exception>
    public RowQuery Compute(IReadOnlyList<Computed> computed)
    {
        var row = Expression.Parameter(_rows.ElementType, "row");
        var added = new Dictionary<string, RowColumn>();
        foreach (var (name, term) in computed)
        {
            CheckName(name, added.Keys.Concat(_schema.Columns.Select(column => column.Name)));
            var translator = Translate(row);
            var value = Expression.Lambda(translator.Value(term), row);
            added.Add(name, new(new(name, term.Type, term.IsNullable), value) { Size = translator.Size });
        }
        var schema = _schema with { Columns = [.. _schema.Columns, .. added.Values.Select(column => column.Column)] };
        return new(_rows, schema, name => added.GetValueOrDefault(name) ?? _find(name)) { IsGrouped = IsGrouped, Conditions = Conditions };
    }

    /// <summary>Groups the rows by the values of columns; by none, all rows are one group, which is there even if they are none.</summary>
    /// <exception cref="QueryException">A name is taken, or a value cannot be aggregated.</exception>
    public RowQuery GroupBy(IReadOnlyList<Column> keys, IReadOnlyList<Aggregate> aggregates)
    {
        foreach (var (name, i) in aggregates.Select((aggregate, i) => (aggregate.Name, i)))
            CheckName(name, keys.Select(key => key.Name).Concat(aggregates.Take(i).Select(aggregate => aggregate.Name)));
        var row = Expression.Parameter(_rows.ElementType, "row");
        var groups = new Grouping(_schema, Translate(row), row, keys, aggregates);
        var grouped = _rows.Provider.CreateQuery(groups.Of(_rows.Expression));
        var columns = groups.Columns(grouped.ElementType);
        var schema = _schema with { Key = keys, Columns = [.. columns.Values.Select(column => column.Column)], Totals = null };
        return new(grouped, schema, columns.GetValueOrDefault) { IsGrouped = true, Conditions = Conditions };
    }

    /// <summary>The rows in an order, after the row that a cursor stands for, and the values of its keyset and of some columns.</summary>
    /// <param name="after">Values of the keyset; null for the first rows.</param>
    /// <param name="limit">Maximum number of rows.</param>
    public IQueryable<object?[]> Page(RowOrder order, IReadOnlyList<object?>? after, int skip, int limit, IReadOnlyList<Column> columns)
    {
        var keys = order.Keys(this);
        var rows = _rows.Expression;
        if (after is not null)
            rows = Call(nameof(Queryable.Where), rows, Expression.Quote(Keyset.After(_rows.ElementType, keys, after)));
        rows = Keyset.Order(rows, _rows.ElementType, keys);
        if (skip > 0)
            rows = Call(nameof(Queryable.Skip), rows, Parameter.Of(skip, typeof(int)));
        rows = Call(nameof(Queryable.Take), rows, Parameter.Of(limit, typeof(int)));
        var row = Expression.Parameter(_rows.ElementType, "row");
        var values = Expression.NewArrayInit(
            typeof(object),
            keys.Select(key => Replace.In(key.Selector, row))
                .Concat(columns.Select(Translate(row).Value))
                .Select(value => Expression.Convert(value, typeof(object)))
        );
        return _rows.Provider.CreateQuery<object?[]>(
            Expression.Call(
                typeof(Queryable),
                nameof(Queryable.Select),
                [row.Type, typeof(object[])],
                rows,
                Expression.Quote(Expression.Lambda(values, row))
            )
        );
    }

    /// <summary>Number of rows.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var row = Expression.Parameter(_rows.ElementType, "row");
        var ones = Expression.Call(
            typeof(Queryable),
            nameof(Queryable.Select),
            [row.Type, typeof(int)],
            _rows.Expression,
            Expression.Quote(Expression.Lambda(Expression.Constant(1), row))
        );
        return _rows.Provider.CreateQuery<int>(ones).LongCountAsync(cancellationToken);
    }

    /// <summary>Translates terms of these rows.</summary>
    internal Translator Translate(ParameterExpression row) =>
        new(column => _find(column.Name) ?? throw new QueryException($"The rows have no column {column.Name}."), row, Parameter.Of);

    private MethodCallExpression Call(string method, Expression rows, Expression argument) =>
        Expression.Call(typeof(Queryable), method, [_rows.ElementType], rows, argument);

    private void CheckName(string name, IEnumerable<string> taken)
    {
        if (_schema.Reserved.Contains(name) || taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new QueryException($"{name} is a property already. Use another alias.");
    }
}

/// <summary>The columns of a set of rows.</summary>
/// <param name="Reserved">Names that no computed column may have.</param>
/// <param name="Totals">Not null where each row stands for many rows of a larger set.</param>
public sealed record RowSchema(
    IReadOnlyList<Column> Key,
    IReadOnlyList<Column> Columns,
    IReadOnlySet<string> Reserved,
    RowTotals? Totals = null
);

/// <summary>The columns of rows that stand for many rows of a larger set: one measure of it, added up.</summary>
/// <param name="Measure">Column of the larger set.</param>
/// <param name="Rows">Number of rows of the larger set.</param>
public sealed record RowTotals(string Measure, LambdaExpression Sum, LambdaExpression Min, LambdaExpression Max, LambdaExpression Rows);

/// <summary>The rows of totals do not tell what is asked. The rows of the larger set do.</summary>
public sealed class NotInTotalsException() : Exception("The totals do not have the answer.");

/// <summary>Puts an expression in place of a parameter.</summary>
internal sealed class Replace(ParameterExpression from, Expression to) : ExpressionVisitor
{
    public static Expression In(LambdaExpression lambda, Expression argument) =>
        new Replace(lambda.Parameters[0], argument).Visit(lambda.Body);

    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
