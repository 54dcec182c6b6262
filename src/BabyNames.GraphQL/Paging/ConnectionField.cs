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

/// <summary>Reads a page of a connection. One statement reads the selected columns with filter, order and keyset, and a second one counts
/// the rows if the count is selected.</summary>
/// <param name="source">Returns the rows of the connection.</param>
/// <param name="defaultOrder">Order if the request has none: names of fields, with a minus before descending ones.</param>
/// <param name="distinctValues">A field with a small query of its distinct values; null when there is none.</param>
/// <param name="arguments">Returns a text of the arguments that select the rows, so that a cursor is valid only for the same arguments;
/// null when there are none.</param>
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
        var order = context.GetArgument<object?>("order") is { } requested
            ? SortOrder.Parse(entity, requested, defaultOrder, limits)
            : _defaultOrder.Value;
        if (arguments?.Invoke(context) is { } text)
            order = order.WithArguments(text);
        var page = PageArguments.Parse(context, order, limits);
        var where = WhereReader.Read(entity, context.GetArgument<object?>("where"), limits);
        var selection = ConnectionSelection.Get(entity, context);
        return await RequestData.ReadAsync<TContext, Connection>(
            context,
            isOneStatement: !(selection.IsCounted && selection.IsRead),
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
                path => path == _distinctPath ? DetachedRoots.Detach(distinctValues!.Query(database)) : null
            );
            var total = selection.IsCounted ? await PageReader<TContext, T>.CountAsync(query, database, context.CancellationToken) : 0;
            var nodes = selection.IsRead ? await _pages.ReadAsync(query, database, context.CancellationToken) : [];
            return ToConnection(nodes, order, page, total);
        }
    }

    private static Connection ToConnection(List<T> nodes, SortOrder order, PageArguments page, long total)
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
