using BabyNames.GraphQLEngine.Sorting;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>A page that was read. Cursors are made when they are asked for: only then were their columns read.</summary>
internal sealed record Connection(IReadOnlyList<object> Nodes, SortOrder Order, bool HasNextPage, bool HasPreviousPage, int TotalCount)
{
    public IEnumerable<Edge> Edges => Nodes.Select(node => new Edge(node, Order));

    public PageInfo PageInfo =>
        Nodes.Count == 0
            ? new(HasNextPage, HasPreviousPage, null, null)
            : new(HasNextPage, HasPreviousPage, Order.CursorOf(Nodes[0]), Order.CursorOf(Nodes[^1]));
}

internal sealed record Edge(object Node, SortOrder Order);

internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
