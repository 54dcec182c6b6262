using System.Linq.Expressions;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries;
using BabyNames.Queries.Caching;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>Reads pages, by compiled queries that are kept for the next request of the same shape: twice the requests a second of
/// making each anew.</summary>
internal sealed class PageReader<TContext, T>
    where TContext : DbContext
    where T : class
{
    private const int KeptQueries = 200;

    // Characters; a filter of many empty conditions has few values and is long.
    private const int LongestShape = 2_000;

    private readonly RecentCache<QueryShape, CompiledQuery<TContext, T>> _known = new(KeptQueries);

    /// <summary>The rows of the page, and one more if there is one.</summary>
    public async Task<List<T>> ReadAsync(PageQuery<TContext, T> query, TContext database, CancellationToken cancellationToken)
    {
        var values = new List<object>();
        var shape = query.Describe(values);
        if (!query.Source.IsKept || values.Count > CompiledQuery<TContext, T>.MostValues || shape.Text.Length > LongestShape)
            return await Query(database, query.Rows(Expression.Constant(database), Parameter.Create)).ToListAsync(cancellationToken);
        var rows = new List<T>();
        await foreach (var row in Compiled(query, shape, values).Run(database, [.. values]).WithCancellation(cancellationToken))
            rows.Add(row);
        return rows;
    }

    /// <summary>Of all rows that meet the filter.</summary>
    public static Task<long> CountAsync(PageQuery<TContext, T> query, TContext database, CancellationToken cancellationToken) =>
        Query(database, query.Filtered(Expression.Constant(database), Parameter.Create)).LongCountAsync(cancellationToken);

    private CompiledQuery<TContext, T> Compiled(PageQuery<TContext, T> query, QueryShape shape, List<object> values)
    {
        if (_known.Find(shape) is { } known)
            return known;
        var database = Expression.Parameter(typeof(TContext), "database");
        var parameters = new QueryParameters(values);
        var rows = query.Rows(database, parameters.Of);
        var compiled = new CompiledQuery<TContext, T>(database, parameters.Made, rows);
        _known.Add(shape, compiled);
        return compiled;
    }

    private static IQueryable<T> Query(TContext database, Expression rows) => ((IQueryable)database.Set<T>()).Provider.CreateQuery<T>(rows);
}
