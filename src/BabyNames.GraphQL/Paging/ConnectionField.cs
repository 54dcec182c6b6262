using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Sorting;
using BabyNames.Queries;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>Reads one page: filter, order, keyset, selected columns, in one statement, and the count in a second when asked.</summary>
/// <param name="source">The rows that the connection is over.</param>
/// <param name="defaultOrder">Field names of the order when none is asked for.</param>
/// <param name="distinctValues">Null for none.</param>
/// <param name="arguments">Text of the arguments that select the rows, which a cursor is for; null for none.</param>
internal sealed class ConnectionField<TContext, T>(
    EntityType entity,
    GraphQLLimits limits,
    Func<TContext, IResolveFieldContext, RowSource<T>> source,
    IReadOnlyList<string> defaultOrder,
    DistinctValues? distinctValues = null,
    Func<IResolveFieldContext, string?>? arguments = null
) : IFieldResolver
    where TContext : DbContext
    where T : class
{
    private readonly PageReader<TContext, T> _pages = new();
    private readonly Lazy<SortOrder> _defaultOrder = new(() => SortOrder.Parse(entity, null, defaultOrder, limits));

    private readonly string? _distinctPath = distinctValues is null
        ? null
        : JsonNamingPolicy.CamelCase.ConvertName(distinctValues.Property);

    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var order = context.GetArgument<object?>("order") is { } asked
            ? SortOrder.Parse(entity, asked, defaultOrder, limits)
            : _defaultOrder.Value;
        if (arguments?.Invoke(context) is { } text)
            order = order.Of(text);
        var page = PageArguments.Parse(context, order, limits);
        var where = WhereReader.Read(entity, context.GetArgument<object?>("where"), limits);
        var selection = ConnectionSelection.Of(entity, context);
        return await RequestData.ReadAsync<TContext, Connection>(
            context,
            isOneStatement: !(selection.Counts && selection.Reads),
            ReadAsync
        );

        async Task<Connection> ReadAsync(TContext database)
        {
            var query = new PageQuery<TContext, T>(
                entity,
                source(database, context),
                where,
                order,
                page,
                selection,
                path => path == _distinctPath ? DetachedRoots.Of(distinctValues!.Query(database)) : null
            );
            var total = selection.Counts ? await PageReader<TContext, T>.CountAsync(query, database, context.CancellationToken) : 0;
            var nodes = selection.Reads ? await _pages.ReadAsync(query, database, context.CancellationToken) : [];
            return Complete(nodes, order, page, total);
        }
    }

    private static Connection Complete(List<T> nodes, SortOrder order, PageArguments page, long total)
    {
        var hasMore = nodes.Count > page.Size;
        if (hasMore)
            nodes.RemoveAt(page.Size);
        if (page.Backward)
            nodes.Reverse();
        return new(
            nodes,
            order,
            HasNextPage: page.Backward ? page.Before is not null : hasMore,
            HasPreviousPage: page.Backward ? hasMore : page.After is not null,
            (int)Math.Min(total, int.MaxValue)
        );
    }
}
