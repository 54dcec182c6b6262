using System.Collections;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using BabyNames.Conventions.Paging;
using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Server.Feeds.Tables;
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

    /// <summary>What its rows are bounded by already; made anew for each request, which adds its own conditions.</summary>
    public Func<RowBounds> Bounds { get; init; } = () => new();

    /// <summary>What SQL reads to answer a <see cref="TableQuery"/>.</summary>
    /// <param name="search">Null for all rows.</param>
    /// <exception cref="FeedException">Rows without names are searched.</exception>
    public abstract Task<IQueryable> SourceAsync(SearchClause? search, BabyNamesDbContext database, CancellationToken cancellationToken);

    public abstract Task<FeedPage> ReadAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken);

    public abstract Task<long> CountAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken);

    /// <summary>A list of the feed's row type, empty.</summary>
    public abstract IList NewList();

    /// <returns>Null when there is no such row.</returns>
    public abstract Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken);
}

/// <param name="Rows">Of the feed's row type, read from the database as they are taken. When another page follows, one more
/// than the page has.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
internal sealed record FeedPage(IAsyncEnumerable<object> Rows, long? Total)
{
    /// <returns>The link to the next page; null when this is the last.</returns>
    public async Task<Uri?> ReadAsync(FeedRequest request, FeedQuery query, Action<object> take, CancellationToken cancellationToken)
    {
        var count = 0;
        object? last = null;
        await foreach (var row in Rows.WithCancellation(cancellationToken))
        {
            if (count++ == query.PageSize)
                return NextLink.Of(request.Http.Request, query.Order.Encode(last!), query.Top - query.PageSize);
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
    public override async Task<IQueryable> SourceAsync(SearchClause? search, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        await SearchAsync(search, database, cancellationToken);

    public override async Task<FeedPage> ReadAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var filtered = await MatchingAsync(query, database, cancellationToken);
        long? total = query.WantsCount ? await filtered.LongCountAsync(cancellationToken) : null;
        if (query.SkipToken is { } token)
            filtered = filtered.Where(Keyset.After<T>(query.Order.Keys, query.Order.Decode(token), reverse: false));
        var page = Keyset.Order(filtered, query.Order.Keys, reverse: false)
            .Select(FeedSelection.Of<T>(query.Model, query.Set.EntityType, query.Selection, query.Order.Properties));
        if (query.Skip > 0)
            page = page.Skip(query.Skip);
        // One more than fits tells whether there is another page; where $top ends on this one nobody asks.
        var isLast = query.Top <= query.PageSize;
        page = page.Take(isLast ? query.Top!.Value : query.PageSize + 1);
        return new(page.AsAsyncEnumerable(), total);
    }

    public override IList NewList() => new List<T>();

    private async Task<IQueryable<T>> MatchingAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        query.Filter(await SearchAsync(query.Search, database, cancellationToken), IsOfStatistics ? database.KnownNames : null);

    private async Task<IQueryable<T>> SearchAsync(SearchClause? search, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        (search, Search) switch
        {
            (null, _) => rows(database),
            (_, null) => throw new FeedException(ErrorCodes.NotImplemented, $"$search finds names, and {Set} has none; use $filter."),
            var (words, names) => await names.ApplyAsync(rows(database), words, database, cancellationToken),
        };

    public override async Task<long> CountAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        await (await MatchingAsync(query, database, cancellationToken)).LongCountAsync(cancellationToken);

    public override async Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (query.IsOverRows)
            throw new FeedException(ErrorCodes.InvalidQuery, "One row takes $select, $expand and $format only.");
        return await rows(database).Where(Has(query.Model, query.Set.EntityType, key))
            .Select(FeedSelection.Of<T>(query.Model, query.Set.EntityType, query.Selection, []))
            .FirstOrDefaultAsync(cancellationToken);
    }

    private static Expression<Func<T, bool>> Has(IEdmModel model, IEdmEntityType type, KeySegment key)
    {
        var row = Expression.Parameter(typeof(T), "e");
        return Expression.Lambda<Func<T, bool>>(
            key.Keys.Select(pair =>
            {
                var column = Expression.Property(row, model.GetClrPropertyName(type.FindProperty(pair.Key)));
                // A field of an object becomes a parameter of the statement; a constant would be compiled into it.
                var value = Expression.Field(Expression.Constant(new StrongBox<object>(pair.Value)), nameof(StrongBox<object>.Value));
                return (Expression)Expression.Equal(column, Expression.Convert(value, column.Type));
            }).Aggregate(Expression.AndAlso),
            row);
    }
}
