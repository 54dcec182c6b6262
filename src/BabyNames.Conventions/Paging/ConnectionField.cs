using System.Linq.Expressions;
using BabyNames.Conventions.Entities;
using BabyNames.Conventions.Filtering;
using BabyNames.Conventions.Projection;
using BabyNames.Conventions.Sorting;
using GraphQL;
using GraphQL.Resolvers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Conventions.Paging;

/// <summary>Reads one page: filter, order, keyset, selected columns, in one statement, and the count in a second when asked.</summary>
/// <param name="source">The rows that the connection is over.</param>
/// <param name="defaultOrder">Field names of the order when none is asked for.</param>
internal sealed class ConnectionField<TContext, T>(
    EntityType entity,
    ConventionLimits limits,
    Func<TContext, IResolveFieldContext, IQueryable<T>> source,
    IReadOnlyList<string> defaultOrder) : IFieldResolver
    where TContext : DbContext
    where T : class
{
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var order = SortOrder.Parse(entity, context.GetArgument<object?>("order"), defaultOrder, limits);
        var page = PageArguments.Parse(context, order, limits);
        // One context for each field: fields run at the same time, a DbContext does not.
        var contexts = context.RequestServices!.GetRequiredService<IDbContextFactory<TContext>>();
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var rows = source(database, context);
        if (FilterExpression.Build(entity, context.GetArgument<object?>("where"), limits, database) is Expression<Func<T, bool>> where)
            rows = rows.Where(where);
        var total = Selects(context, "totalCount") ? await rows.LongCountAsync(context.CancellationToken) : 0;
        var nodes = NeedsRows(context) ? await ReadAsync(rows, order, page, context) : [];
        return Complete(nodes, order, page, total);
    }

    private async Task<List<T>> ReadAsync(IQueryable<T> rows, SortOrder order, PageArguments page, IResolveFieldContext context)
    {
        var keys = order.Keys.Select(key => key.ToKeyset(entity)).ToList();
        if (page.After is not null)
            rows = rows.Where(Keyset.After<T>(keys, page.After, reverse: false));
        if (page.Before is not null)
            rows = rows.Where(Keyset.After<T>(keys, page.Before, reverse: true));
        // One more than asked for tells whether there is another page.
        return await Keyset.Order(rows, keys, page.Backward)
            .Select((Expression<Func<T, T>>)Select(context, order).ToExpression())
            .Take(page.Size + 1)
            .ToListAsync(context.CancellationToken);
    }

    private Selection Select(IResolveFieldContext context, SortOrder order)
    {
        var selection = new Selection(entity);
        foreach (var field in Selection.Fields(context.FieldAst.SelectionSet, context.Document))
        {
            if (field.Name.Value == "nodes")
                selection.Add(field.SelectionSet, context.Document);
            if (field.Name.Value == "pageInfo")
                selection.Add(order.Keys);
            if (field.Name.Value != "edges")
                continue;
            foreach (var part in Selection.Fields(field.SelectionSet, context.Document))
            {
                if (part.Name.Value == "node")
                    selection.Add(part.SelectionSet, context.Document);
                if (part.Name.Value == "cursor")
                    selection.Add(order.Keys);
            }
        }
        return selection;
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
            node => Cursor.Encode(order.Signature, order.Keys.Select(key => key.Read(node))),
            HasNextPage: page.Backward ? page.Before is not null : hasMore,
            HasPreviousPage: page.Backward ? hasMore : page.After is not null,
            (int)Math.Min(total, int.MaxValue));
    }

    private static bool Selects(IResolveFieldContext context, string name) =>
        Selection.Fields(context.FieldAst.SelectionSet, context.Document).Any(field => field.Name.Value == name);

    /// <summary>Whether anything but the count is asked for.</summary>
    private static bool NeedsRows(IResolveFieldContext context) => Selects(context, "nodes") || Selects(context, "edges") || Selects(context, "pageInfo");
}
