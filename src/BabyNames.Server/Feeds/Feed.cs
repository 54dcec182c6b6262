using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using BabyNames.Conventions.Paging;
using BabyNames.Data;
using BabyNames.Server.Errors;
using BabyNames.Server.Feeds.Tables;
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

    public Totals? Totals => totals;

    /// <summary>What SQL reads to answer a <see cref="TableQuery"/>.</summary>
    public abstract Task<FeedSource> SourceAsync(BabyNamesDbContext database, CancellationToken cancellationToken);

    public abstract Task<FeedPage> ReadAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken);

    public abstract Task<long> CountAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken);

    /// <returns>Null when there is no such row.</returns>
    public abstract Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken);
}

/// <param name="Rewriter">Puts what SQL understands in place of properties that are not columns; null when all are.</param>
internal sealed record FeedSource(IQueryable Rows, ExpressionVisitor? Rewriter);

/// <param name="Rows">A list of the feed's row type.</param>
/// <param name="Total">Rows of all pages, when asked for.</param>
/// <param name="NextToken">Where the next page begins; null on the last.</param>
internal sealed record FeedPage(object Rows, long? Total, string? NextToken);

/// <param name="rows">The rows that GraphQL reads too.</param>
/// <param name="rewrite">Puts what SQL understands in place of properties that are not columns.</param>
internal sealed class Feed<T>(
    string set, Func<BabyNamesDbContext, IQueryable<T>> rows,
    Func<BabyNamesDbContext, CancellationToken, Task<ExpressionVisitor>>? rewrite = null, Totals? totals = null) : Feed(set, typeof(T), totals)
    where T : class
{
    public override async Task<FeedSource> SourceAsync(BabyNamesDbContext database, CancellationToken cancellationToken) =>
        new(rows(database), await RewriterAsync(database, cancellationToken));

    public override async Task<FeedPage> ReadAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        var rewriter = await RewriterAsync(database, cancellationToken);
        var filtered = query.Filter(rows(database));
        long? total = query.WantsCount ? await Rewrite(filtered, rewriter).LongCountAsync(cancellationToken) : null;
        if (query.SkipToken is { } token)
            filtered = filtered.Where(Keyset.After<T>(query.Order.Keys, query.Order.Decode(token), reverse: false));
        var page = Keyset.Order(filtered, query.Order.Keys, reverse: false)
            .Select(FeedSelection.Of<T>(query.Model, query.Set.EntityType, query.Selection, query.Order.Properties));
        if (query.Skip > 0)
            page = page.Skip(query.Skip);
        // One more than fits tells whether there is another page; where $top ends on this one nobody asks.
        var isLast = query.Top <= query.PageSize;
        page = page.Take(isLast ? query.Top!.Value : query.PageSize + 1);
        var found = await Rewrite(page, rewriter).ToListAsync(cancellationToken);
        if (isLast || found.Count <= query.PageSize)
            return new(found, total, NextToken: null);
        found.RemoveAt(query.PageSize);
        return new(found, total, query.Order.Encode(found[^1]));
    }

    public override async Task<long> CountAsync(FeedQuery query, BabyNamesDbContext database, CancellationToken cancellationToken) =>
        await Rewrite(query.Filter(rows(database)), await RewriterAsync(database, cancellationToken)).LongCountAsync(cancellationToken);

    public override async Task<object?> FindAsync(FeedQuery query, KeySegment key, BabyNamesDbContext database, CancellationToken cancellationToken)
    {
        if (query.IsOverRows)
            throw new FeedException(ErrorCodes.InvalidQuery, "One row takes $select, $expand and $format only.");
        var found = rows(database).Where(Has(query.Model, query.Set.EntityType, key))
            .Select(FeedSelection.Of<T>(query.Model, query.Set.EntityType, query.Selection, []));
        return await Rewrite(found, await RewriterAsync(database, cancellationToken)).FirstOrDefaultAsync(cancellationToken);
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

    private async Task<ExpressionVisitor?> RewriterAsync(BabyNamesDbContext database, CancellationToken cancellationToken) =>
        rewrite is null ? null : await rewrite(database, cancellationToken);

    private static IQueryable<T> Rewrite(IQueryable<T> query, ExpressionVisitor? rewriter) =>
        rewriter is null ? query : query.Provider.CreateQuery<T>(rewriter.Visit(query.Expression));
}
