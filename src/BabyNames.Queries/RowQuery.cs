using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries;

/// <summary>A column with the expression that reads it from a row of the query.</summary>
/// <param name="Column">Name and type of the column.</param>
/// <param name="Selector">Selects the value of a row; null if the rows are totals that do not have the column.</param>
/// <param name="DistinctValues">A small query of all values of the column; null if there is none.</param>
public sealed record RowColumn(Column Column, LambdaExpression? Selector, IQueryable<string>? DistinctValues = null)
{
    /// <summary>Builds the condition that the column of a row equals a value by a key of the row, from the row and the value. A unique
    /// column of another table is then looked up once instead of for each row. Null if there is no such key.</summary>
    public Func<Expression, Expression, Expression>? EqualKey { get; init; }

    /// <summary>Number of operations for each use of the column. A computed column is translated again at each use.</summary>
    internal int Size { get; init; } = 1;
}

/// <summary>A query of rows with named columns, which can be filtered, extended by computed columns and grouped. EF Core makes one
/// statement of all steps.</summary>
public sealed class RowQuery
{
    private readonly IQueryable _rows;
    private readonly RowSchema _schema;
    private readonly Func<string, RowColumn?> _find;

    private RowQuery(IQueryable rows, RowSchema schema, Func<string, RowColumn?> find) => (_rows, _schema, _find) = (rows, schema, find);

    /// <summary>Creates a query of rows.</summary>
    /// <param name="rows">Any query of EF Core.</param>
    /// <param name="find">Returns the column with a name; null if the rows have no such column.</param>
    public static RowQuery Create(IQueryable rows, RowSchema schema, Func<string, RowColumn?> find) => new(rows, schema, find);

    /// <summary>The columns whose values identify a row; empty if there is only one row.</summary>
    public IReadOnlyList<Column> Key => _schema.Key;

    /// <summary>The columns that a response has if the request selects none.</summary>
    public IReadOnlyList<Column> Columns => _schema.Columns;

    /// <summary>Whether the rows are groups.</summary>
    public bool IsGrouped { get; private init; }

    /// <summary>Whether the rows are totals, each of many rows of a larger set.</summary>
    public bool IsTotals => _schema.Totals is not null;

    /// <summary>The query of EF Core. Its element type is internal for groups.</summary>
    public IQueryable Rows => _rows;

    /// <summary>The conditions on the rows before any grouping.</summary>
    public IReadOnlyList<Term> Conditions { get; private init; } = [];

    /// <summary>Returns the column with a name; null if the rows have no such column.</summary>
    public Column? Find(string name) => _find(name)?.Column;

    /// <summary>Returns the rows for which a condition is true.</summary>
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

    /// <summary>Adds computed columns. Each is known only to later steps, not to the others.</summary>
    /// <exception cref="QueryException">A name is the name of another column.</exception>
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

    /// <summary>Groups the rows by the values of columns. Without columns all rows are one group, which exists even if there are no
    /// rows.</summary>
    /// <exception cref="QueryException">A name is the name of another column, or a value cannot be aggregated.</exception>
    public RowQuery GroupBy(IReadOnlyList<Column> keys, IReadOnlyList<Aggregate> aggregates)
    {
        foreach (var (name, i) in aggregates.Select((aggregate, i) => (aggregate.Name, i)))
            CheckName(name, keys.Select(key => key.Name).Concat(aggregates.Take(i).Select(aggregate => aggregate.Name)));
        var row = Expression.Parameter(_rows.ElementType, "row");
        var groups = new Grouping(_schema, Translate(row), row, keys, aggregates);
        var grouped = _rows.Provider.CreateQuery(groups.Apply(_rows.Expression));
        var columns = groups.Columns(grouped.ElementType);
        var schema = _schema with { Key = keys, Columns = [.. columns.Values.Select(column => column.Column)], Totals = null };
        return new(grouped, schema, columns.GetValueOrDefault) { IsGrouped = true, Conditions = Conditions };
    }

    /// <summary>Returns a page of the rows in an order. Each item has the values of the row's keyset, then the values of
    /// <paramref name="columns"/>.</summary>
    /// <param name="after">Keyset of the row before the page; null for the first page.</param>
    /// <param name="skip">Number of rows to skip before the page.</param>
    /// <param name="limit">Maximum number of rows.</param>
    public IQueryable<object?[]> Page(RowOrder order, IReadOnlyList<object?>? after, int skip, int limit, IReadOnlyList<Column> columns)
    {
        var keys = order.Keys(this);
        var rows = _rows.Expression;
        if (after is not null)
            rows = Call(nameof(Queryable.Where), rows, Expression.Quote(Keyset.After(_rows.ElementType, keys, after)));
        rows = Keyset.Order(rows, _rows.ElementType, keys);
        if (skip > 0)
            rows = Call(nameof(Queryable.Skip), rows, Parameter.Create(skip, typeof(int)));
        rows = Call(nameof(Queryable.Take), rows, Parameter.Create(limit, typeof(int)));
        var row = Expression.Parameter(_rows.ElementType, "row");
        var values = Expression.NewArrayInit(
            typeof(object),
            keys.Select(key => ParameterReplacer.Replace(key.Selector, row))
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

    /// <summary>Counts the rows in the database.</summary>
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
        new(column => _find(column.Name) ?? throw new QueryException($"The rows have no column {column.Name}."), row, Parameter.Create);

    private MethodCallExpression Call(string method, Expression rows, Expression argument) =>
        Expression.Call(typeof(Queryable), method, [_rows.ElementType], rows, argument);

    private void CheckName(string name, IEnumerable<string> existing)
    {
        if (_schema.Reserved.Contains(name) || existing.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new QueryException($"There is already a property {name}. Use another alias.");
    }
}

/// <summary>The columns of a set of rows.</summary>
/// <param name="Key">The columns whose values identify a row; empty if there is only one row.</param>
/// <param name="Columns">The columns that a response has if the request selects none.</param>
/// <param name="Reserved">Names that no computed column may have.</param>
/// <param name="Totals">The sums that the rows have, if each is a total of many rows of a larger set; else null.</param>
public sealed record RowSchema(
    IReadOnlyList<Column> Key,
    IReadOnlyList<Column> Columns,
    IReadOnlySet<string> Reserved,
    RowTotals? Totals = null
);

/// <summary>The aggregates in rows that are totals of many rows of a larger set.</summary>
/// <param name="Measure">The column of the larger set that is aggregated.</param>
/// <param name="Sum">Selects the sum of the measure.</param>
/// <param name="Min">Selects the lowest value of the measure.</param>
/// <param name="Max">Selects the highest value of the measure.</param>
/// <param name="Rows">Selects the number of rows of the larger set.</param>
public sealed record RowTotals(string Measure, LambdaExpression Sum, LambdaExpression Min, LambdaExpression Max, LambdaExpression Rows);

/// <summary>Thrown if totals do not have a requested value. The caller must read the rows of the larger set instead.</summary>
public sealed class NotInTotalsException() : Exception("The totals do not have the requested value.");

/// <summary>Replaces a parameter by an expression.</summary>
internal sealed class ParameterReplacer(ParameterExpression from, Expression to) : ExpressionVisitor
{
    /// <summary>Returns the body of a lambda with <paramref name="argument"/> instead of its parameter.</summary>
    public static Expression Replace(LambdaExpression lambda, Expression argument) =>
        new ParameterReplacer(lambda.Parameters[0], argument).Visit(lambda.Body);

    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
