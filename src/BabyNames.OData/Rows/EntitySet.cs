using System.Collections;
using System.Linq.Expressions;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>An entity set of the model with its rows.</summary>
/// <param name="name">Name of the entity set.</param>
/// <param name="rowType">Class of the rows.</param>
/// <param name="totals">A view with totals of the rows; null when there is none.</param>
public abstract class EntitySet(string name, Type rowType, Totals? totals)
{
    /// <summary>Name of the entity set.</summary>
    public string Name { get; } = name;

    /// <summary>Class of the rows.</summary>
    public Type RowType { get; } = rowType;

    /// <summary>Defines which columns are shown, and under which names. All by default.</summary>
    public ColumnNames Columns { get; init; } = new ColumnNames<object>();

    /// <summary>Evaluates <c>$search</c>; null if it is not supported.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>Whether the rows change only with the data version, so that responses can be cached.</summary>
    public bool IsCacheable { get; init; }

    /// <summary>A property with a small query of its distinct values; null when there is none.</summary>
    public DistinctValues? DistinctValues { get; init; }

    /// <summary>A view with totals of the rows; null when there is none.</summary>
    public Totals? Totals => totals;

    /// <summary>Properties whose values identify a row; null for the key of the model.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The property of the row class to sort by, before the key, if the request has no <c>$orderby</c>; null for only the
    /// key.</summary>
    public (string Property, bool Descending)? Order { get; init; }

    /// <summary>Estimates the rows that a request returns and reads; null for the estimate of <see cref="IRequestAdmission"/>.</summary>
    public Func<RequestedRows, RowEstimate>? Estimate { get; init; }

    /// <summary>Creates the entity set of a row set.</summary>
    /// <param name="key">Properties whose values identify a row and by which rows are sorted; empty for the key of the model.</param>
    public static EntitySet Of<TDatabase, T>(RowSet<TDatabase, T> rows, params string[] key)
        where TDatabase : DbContext
        where T : class =>
        new EntitySet<T>(rows.Name, rows.Rows, rows.Totals)
        {
            Columns = rows.Columns,
            Key = key is [] ? null : key,
            Search = rows.Search,
            IsCacheable = rows.IsCacheable,
            DistinctValues = rows.DistinctValues,
        };

    /// <summary>Returns the requested rows before <c>$search</c>, without an order.</summary>
    /// <exception cref="ODataRequestException">An option is not supported for these rows.</exception>
    internal abstract EntityRows Rows(QueryOptions query, DbContext database);

    /// <summary>Returns the requested rows that <c>$search</c> finds, without an order.</summary>
    /// <exception cref="ODataRequestException">The search is not supported for these rows.</exception>
    internal abstract Task<EntityRows> SearchAsync(QueryOptions query, DbContext database, CancellationToken cancellationToken);

    /// <summary>Reads a page of rows.</summary>
    /// <param name="rows">Rows of the row class, neither groups nor with computed columns.</param>
    internal abstract Task<EntityPage> ReadAsync(QueryOptions query, RowQuery rows, CancellationToken cancellationToken);

    /// <summary>Returns an empty list of the row class.</summary>
    internal abstract IList NewList();

    /// <summary>Reads the row with a key.</summary>
    /// <returns>The row; null when there is no such row.</returns>
    internal abstract Task<object?> FindAsync(QueryOptions query, KeySegment key, DbContext database, CancellationToken cancellationToken);
}

/// <summary>The requested rows, without an order.</summary>
/// <param name="Rows">The query of the rows.</param>
/// <param name="ReadsTotals">Whether the query reads the view with totals instead of the rows.</param>
public sealed record EntityRows(RowQuery Rows, bool ReadsTotals);

/// <summary>A page of rows of an entity set.</summary>
/// <param name="Rows">Rows of the row class. They are read as the caller enumerates them. If there is a next page, its first row is the
/// last item.</param>
/// <param name="Order">The order of the rows.</param>
/// <param name="Total">Number of rows of all pages; null if the request does not count them.</param>
internal sealed record EntityPage(IAsyncEnumerable<object> Rows, EntityOrder Order, long? Total)
{
    /// <summary>Reads the rows of the page.</summary>
    /// <param name="write">Called with each row.</param>
    /// <returns>The URL of the next page; null for the last page.</returns>
    public async Task<Uri?> ReadAsync(ODataRequest request, QueryOptions query, Action<object> write, CancellationToken cancellationToken)
    {
        var count = 0;
        object? last = null;
        await foreach (var row in Rows.WithCancellation(cancellationToken))
        {
            if (count++ == query.PageSize)
                return SkipToken.NextLink(request.Http.Request, query, Order.Token(last!));
            write(row);
            request.Rows++;
            last = row;
        }
        return null;
    }
}

/// <summary>An entity set of the model with its rows.</summary>
/// <typeparam name="T">Class of the rows.</typeparam>
/// <param name="name">Name of the entity set.</param>
/// <param name="rows">Returns all rows, without an order.</param>
/// <param name="totals">A view with totals of the rows; null when there is none.</param>
public sealed class EntitySet<T>(string name, Func<DbContext, IQueryable<T>> rows, Totals? totals = null)
    : EntitySet(name, typeof(T), totals)
    where T : class
{
    internal override EntityRows Rows(QueryOptions query, DbContext database)
    {
        if (Totals is not null && query is { Apply: not null, Search: null })
        {
            try
            {
                return new(
                    new RowQueryBuilder(query).Build(ColumnsOf(query, Totals.View(database), Totals, distinctValues: _ => null)),
                    ReadsTotals: true
                );
            }
            catch (NotInTotalsException)
            {
                // Only the rows of the entity set have the requested values.
            }
        }
        return ApplyOptions(query, rows(database), database);
    }

    internal override async Task<EntityRows> SearchAsync(QueryOptions query, DbContext database, CancellationToken cancellationToken)
    {
        if (Search is null)
            throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"$search is not supported for {Name}; use $filter.");
        try
        {
            return ApplyOptions(
                query,
                await Search.ApplyAsync(rows(database), Term(query.Search!.Expression), database, cancellationToken),
                database
            );
        }
        catch (QueryException exception)
        {
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, $"$search {exception.Message}");
        }
    }

    internal override async Task<EntityPage> ReadAsync(QueryOptions query, RowQuery rows, CancellationToken cancellationToken)
    {
        var (filtered, order) = ((IQueryable<T>)rows.Rows, new EntityOrder(query, new RowQueryBuilder(query).Order(rows, Order)));
        long? total = query.WantsCount ? await filtered.LongCountAsync(cancellationToken) : null;
        var keys = order.Order.Keys(rows);
        if (order.After is { } after)
            filtered = filtered.Where(Keyset.After<T>(keys, after, reverse: false));
        IQueryable<T> page = Keyset.Order(filtered, keys, reverse: false);
        if (query.Skip > 0)
            page = page.Skip(query.Skip);
        // One row more tells whether there is a next page, unless $top ends on this page.
        page = page.Take(query.Top <= query.PageSize ? query.Top.Value : query.PageSize + 1);
        // The projection follows the limit, so that expanded entities are read only for the rows of the page.
        return new(
            page.Select(EntitySelection.Projection<T>(query.Model, query.Type, query.Selection, order.Properties)).AsAsyncEnumerable(),
            order,
            total
        );
    }

    internal override IList NewList() => new List<T>();

    internal override async Task<object?> FindAsync(
        QueryOptions query,
        KeySegment key,
        DbContext database,
        CancellationToken cancellationToken
    )
    {
        if (query.HasSetOptions)
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "A single row allows only $select, $expand and $format.");
        return await rows(database)
            .Where(HasKey(query.Model, (IEdmEntityType)query.Type, key))
            .Select(EntitySelection.Projection<T>(query.Model, query.Type, query.Selection, []))
            .FirstOrDefaultAsync(cancellationToken);
    }

    private EntityRows ApplyOptions(QueryOptions query, IQueryable<T> found, DbContext database) =>
        new(
            new RowQueryBuilder(query).Build(
                ColumnsOf(query, found, totals: null, path => path == DistinctValues?.Property ? DistinctValues.Query(database) : null)
            ),
            ReadsTotals: false
        );

    private RowQuery ColumnsOf(QueryOptions query, IQueryable found, Totals? totals, Func<string, IQueryable<string>?> distinctValues)
    {
        var key = Key ?? [.. ((IEdmEntityType)query.Type).Key().Select(property => property.Name)];
        return new EntityColumns(query.Model, query.Type, found, totals, distinctValues, Order?.Property).Query(key);
    }

    private static SearchTerm Term(QueryNode node) =>
        node switch
        {
            BinaryOperatorNode both => new(
                both.OperatorKind == BinaryOperatorKind.And ? SearchOperator.And : SearchOperator.Or,
                null,
                Term(both.Left),
                Term(both.Right)
            ),
            UnaryOperatorNode not => new(SearchOperator.Not, null, Term(not.Operand)),
            SearchTermNode word => new(SearchOperator.Word, word.Text),
            _ => throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "$search supports words, phrases in quotes, AND, OR, NOT and parentheses."
            ),
        };

    private Expression<Func<T, bool>> HasKey(IEdmModel model, IEdmEntityType type, KeySegment key)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, bool>>(
            key.Keys.Select(pair => Equal(row, model.GetClrPropertyName(type.FindProperty(pair.Key)), pair.Value))
                .Aggregate(Expression.AndAlso),
            row
        );
    }

    private Expression Equal(ParameterExpression row, string property, object value)
    {
        if (property == Columns.Joined?.Name)
        {
            return Columns.Joined.Split((string)value) is var (first, second)
                ? Expression.AndAlso(Equal(row, Columns.Joined.First, first), Equal(row, Columns.Joined.Second, second))
                : Expression.Constant(false);
        }
        var column = Expression.Property(row, property);
        return Expression.Equal(column, Parameter.Create(value, column.Type));
    }
}
