using System.Collections;
using System.Linq.Expressions;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Rows;

/// <summary>An entity set: the rows behind a name.</summary>
/// <param name="totals">Null where there are none.</param>
public abstract class EntitySet(string set, Type rowType, Totals? totals)
{
    public string Set { get; } = set;

    public Type RowType { get; } = rowType;

    public ColumnNames Columns { get; init; } = new ColumnNames<object>();

    /// <summary>Answers <c>$search</c>; null if it is not supported.</summary>
    public IRowSearch? Search { get; init; }

    /// <summary>Whether its rows change with the data version alone.</summary>
    public bool IsOfStatistics { get; init; }

    /// <summary>A property whose different values a small query knows; null for none.</summary>
    public DistinctValues? DistinctValues { get; init; }

    public Totals? Totals => totals;

    /// <summary>Properties that no two rows have in common; null for the key that the model has.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The order of the rows unless another is asked for, before their key: a property of the class.</summary>
    public (string Property, bool Descending)? Order { get; init; }

    /// <summary>Estimates the rows that a request returns and reads; null for the estimate of <see cref="IRequestAdmission"/>.</summary>
    public Func<RequestedRows, RowEstimate>? Estimate { get; init; }

    /// <summary>The entity set of a row set.</summary>
    /// <param name="key">Properties that no two rows have in common, which rows follow; none for the key that the model has.</param>
    public static EntitySet Of<TDatabase, T>(RowSet<TDatabase, T> rows, params string[] key)
        where TDatabase : DbContext
        where T : class =>
        new EntitySet<T>(rows.Name, rows.Rows, rows.Totals)
        {
            Columns = rows.Columns,
            Key = key is [] ? null : key,
            Search = rows.Search,
            IsOfStatistics = rows.IsOfStatistics,
            DistinctValues = rows.DistinctValues,
        };

    /// <summary>The rows that a request asks for, in no order, apart from <c>$search</c>.</summary>
    /// <exception cref="ODataRequestException">An option that is not supported for these rows.</exception>
    internal abstract EntityRows Rows(QueryOptions query, DbContext database);

    /// <summary>Those of the rows that <c>$search</c> finds.</summary>
    /// <exception cref="ODataRequestException">The search is not supported for these rows.</exception>
    internal abstract Task<EntityRows> SearchAsync(QueryOptions query, DbContext database, CancellationToken cancellationToken);

    /// <param name="rows">Rows of the set.</param>
    internal abstract Task<EntityPage> ReadAsync(QueryOptions query, RowQuery rows, CancellationToken cancellationToken);

    /// <summary>A list of the entity set's row type, empty.</summary>
    internal abstract IList NewList();

    /// <returns>Null when there is no such row.</returns>
    internal abstract Task<object?> FindAsync(QueryOptions query, KeySegment key, DbContext database, CancellationToken cancellationToken);
}

/// <summary>The rows that a request asks for, in no order.</summary>
/// <param name="IsOfTotals">Whether the stored totals of the entity set are read in place of its rows.</param>
public sealed record EntityRows(RowQuery Rows, bool IsOfTotals);

/// <param name="Rows">Of the entity set's row type, read from the database as they are taken. When another page follows, one more
/// than the page has.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
internal sealed record EntityPage(IAsyncEnumerable<object> Rows, EntityOrder Order, long? Total)
{
    /// <returns>The link to the next page; null when this is the last.</returns>
    public async Task<Uri?> ReadAsync(ODataRequest request, QueryOptions query, Action<object> take, CancellationToken cancellationToken)
    {
        var count = 0;
        object? last = null;
        await foreach (var row in Rows.WithCancellation(cancellationToken))
        {
            if (count++ == query.PageSize)
                return SkipToken.NextLink(request.Http.Request, query, Order.Token(last!));
            take(row);
            request.Rows++;
            last = row;
        }
        return null;
    }
}

/// <inheritdoc/>
/// <param name="rows">Its rows, in no order.</param>
public sealed class EntitySet<T>(string set, Func<DbContext, IQueryable<T>> rows, Totals? totals = null) : EntitySet(set, typeof(T), totals)
    where T : class
{
    internal override EntityRows Rows(QueryOptions query, DbContext database)
    {
        if (Totals is not null && query is { Apply: not null, Search: null })
        {
            try
            {
                return new(
                    new RowQueryBuilder(query).Of(ColumnsOf(query, Totals.View(database), Totals, distinctValues: _ => null)),
                    IsOfTotals: true
                );
            }
            catch (NotInTotalsException)
            {
                // The rows of the entity set have the answer.
            }
        }
        return Shaped(query, rows(database), database);
    }

    internal override async Task<EntityRows> SearchAsync(QueryOptions query, DbContext database, CancellationToken cancellationToken)
    {
        if (Search is null)
            throw new ODataRequestException(ODataErrorCodes.NotImplemented, $"$search is not supported for {Set}; use $filter.");
        try
        {
            return Shaped(
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
        // One more than fits tells whether there is another page; where $top ends on this one nobody asks.
        page = page.Take(query.Top <= query.PageSize ? query.Top.Value : query.PageSize + 1);
        // What rows expand to is looked up for those of the page alone.
        return new(
            page.Select(EntitySelection.Of<T>(query.Model, query.Type, query.Selection, order.Properties)).AsAsyncEnumerable(),
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
        if (query.IsOverRows)
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "One row takes $select, $expand and $format only.");
        return await rows(database)
            .Where(Has(query.Model, (IEdmEntityType)query.Type, key))
            .Select(EntitySelection.Of<T>(query.Model, query.Type, query.Selection, []))
            .FirstOrDefaultAsync(cancellationToken);
    }

    private EntityRows Shaped(QueryOptions query, IQueryable<T> found, DbContext database) =>
        new(
            new RowQueryBuilder(query).Of(
                ColumnsOf(query, found, totals: null, path => path == DistinctValues?.Property ? DistinctValues.Query(database) : null)
            ),
            IsOfTotals: false
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
                "$search takes words, phrases in quotes, AND, OR, NOT and parentheses."
            ),
        };

    private Expression<Func<T, bool>> Has(IEdmModel model, IEdmEntityType type, KeySegment key)
    {
        var row = Expression.Parameter(typeof(T), "e");
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
        return Expression.Equal(column, Parameter.Of(value, column.Type));
    }
}
