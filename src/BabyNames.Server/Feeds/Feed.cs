using System.Collections;
using System.Linq.Expressions;
using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Server.Errors;
using BabyNames.Server.RateLimiting;
using Microsoft.AspNetCore.OData.Edm;
using Microsoft.EntityFrameworkCore;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.Server.Feeds;

/// <summary>An entity set: the rows behind a name.</summary>
/// <param name="totals">Null where there are none.</param>
internal abstract class Feed(string set, Type rowType, Totals? totals)
{
    public string Set { get; } = set;

    public Type RowType { get; } = rowType;

    /// <summary>Null for rows without names.</summary>
    public FeedSearch? Search { get; init; }

    /// <summary>Whether its rows change with the data version alone.</summary>
    public bool IsOfStatistics { get; init; }

    public Totals? Totals => totals;

    /// <summary>Properties that no two rows have in common; null for the key that the model has.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The order of the rows unless another is asked for, before their key: a property of the class.</summary>
    public (string Property, bool Descending)? Order { get; init; }

    /// <summary>Rows that the answer has and reads at most; null where <see cref="Bounds"/> tell.</summary>
    public Price? Price { get; init; }

    /// <summary>What its rows are bounded by already; made anew for each request, which adds its own conditions.</summary>
    public Func<RowBounds> Bounds { get; init; } = () => new();

    /// <summary>The rows that a request asks for, in no order.</summary>
    /// <exception cref="FeedException">An option that is not supported for these rows.</exception>
    public abstract Task<FeedRows> RowsAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken);

    /// <param name="rows">Rows of the set.</param>
    public abstract Task<FeedPage> ReadAsync(FeedQuery query, RowQuery rows, CancellationToken cancellationToken);

    /// <summary>A list of the feed's row type, empty.</summary>
    public abstract IList NewList();

    /// <returns>Null when there is no such row.</returns>
    public abstract Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken);
}

/// <param name="IsOfTotals">Whether the stored totals of the feed are read in place of its rows.</param>
internal sealed record FeedRows(RowQuery Rows, bool IsOfTotals);

/// <param name="Rows">Of the feed's row type, read from the database as they are taken. When another page follows, one more
/// than the page has.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
internal sealed record FeedPage(IAsyncEnumerable<object> Rows, FeedOrder Order, long? Total)
{
    /// <returns>The link to the next page; null when this is the last.</returns>
    public async Task<Uri?> ReadAsync(FeedRequest request, FeedQuery query, Action<object> take, CancellationToken cancellationToken)
    {
        var count = 0;
        object? last = null;
        await foreach (var row in Rows.WithCancellation(cancellationToken))
        {
            if (count++ == query.PageSize)
                return NextLink.Of(request.Http.Request, Order.Token(last!), query.Top - query.PageSize);
            take(row);
            request.Rows++;
            last = row;
        }
        return null;
    }
}

/// <param name="rows">The rows that GraphQL reads too.</param>
internal sealed class Feed<T>(
    string set, Func<BabyNamesDbContext, IQueryable<T>> rows,
    Totals? totals = null) : Feed(set, typeof(T), totals)
    where T : class
{
    public override async Task<FeedRows> RowsAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (Totals is not null && query is { Apply: not null, Search: null })
        {
            try
            {
                return new(new FeedShape(query).Of(Columns(query, Totals.View(database), Totals, names: null)), IsOfTotals: true);
            }
            catch (NotInTotalsException)
            {
                // The rows of the feed have the answer.
            }
        }
        var found = await SearchAsync(query.Search, database, cancellationToken);
        return new(new FeedShape(query).Of(Columns(query, found, totals: null, IsOfStatistics ? database.KnownNames : null)), IsOfTotals: false);
    }

    public override async Task<FeedPage> ReadAsync(FeedQuery query, RowQuery rows, CancellationToken cancellationToken)
    {
        var (filtered, order) = ((IQueryable<T>)rows.Rows, new FeedOrder(query, new FeedShape(query).Order(rows, Order)));
        long? total = query.WantsCount ? await filtered.LongCountAsync(cancellationToken) : null;
        var keys = order.Order.Keys(rows);
        if (order.After is { } after)
            filtered = filtered.Where(Keyset.After<T>(keys, after, reverse: false));
        var page = Keyset.Order(filtered, keys, reverse: false)
            .Select(FeedSelection.Of<T>(query.Model, query.Type, query.Selection, order.Properties));
        if (query.Skip > 0)
            page = page.Skip(query.Skip);
        // One more than fits tells whether there is another page; where $top ends on this one nobody asks.
        page = page.Take(query.Top <= query.PageSize ? query.Top.Value : query.PageSize + 1);
        return new(page.AsAsyncEnumerable(), order, total);
    }

    public override IList NewList() => new List<T>();

    public override async Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (query.IsOverRows)
            throw new FeedException(ErrorCodes.InvalidQuery, "One row takes $select, $expand and $format only.");
        return await rows(database).Where(Has(query.Model, (IEdmEntityType)query.Type, key))
            .Select(FeedSelection.Of<T>(query.Model, query.Type, query.Selection, []))
            .FirstOrDefaultAsync(cancellationToken);
    }

    private RowQuery Columns(FeedQuery query, IQueryable found, Totals? totals, IQueryable<string>? names)
    {
        var key = Key ?? [.. ((IEdmEntityType)query.Type).Key().Select(property => property.Name)];
        return new FeedColumns(query.Model, query.Type, found, totals, names, Order?.Property).Query(key);
    }

    private async Task<IQueryable<T>> SearchAsync(SearchClause? search, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        (search, Search) switch
        {
            (null, _) => rows(database),
            (_, null) => throw new FeedException(ErrorCodes.NotImplemented, $"$search finds names, and {Set} has none; use $filter."),
            var (words, names) => await names.ApplyAsync(rows(database), words, database, cancellationToken),
        };

    private static Expression<Func<T, bool>> Has(IEdmModel model, IEdmEntityType type, KeySegment key)
    {
        var row = Expression.Parameter(typeof(T), "e");
        return Expression.Lambda<Func<T, bool>>(
            key.Keys.Select(pair =>
            {
                var column = Expression.Property(row, model.GetClrPropertyName(type.FindProperty(pair.Key)));
                return (Expression)Expression.Equal(column, Parameter.Of(pair.Value, column.Type));
            }).Aggregate(Expression.AndAlso),
            row);
    }
}
