using BabyNames.GraphQLEngine.Sorting;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>A page of a connection. Cursors are encoded only if they are selected, because otherwise their columns are not read.</summary>
/// <param name="Nodes">The nodes of the page.</param>
/// <param name="Order">The order, which encodes cursors.</param>
/// <param name="HasNextPage">Whether there are nodes after the page.</param>
/// <param name="HasPreviousPage">Whether there are nodes before the page.</param>
/// <param name="TotalCount">Number of all nodes; 0 if it is not selected.</param>
internal sealed record Connection(IReadOnlyList<object> Nodes, SortOrder Order, bool HasNextPage, bool HasPreviousPage, int TotalCount)
{
    /// <summary>The edges of the page.</summary>
    public IEnumerable<Edge> Edges => Nodes.Select(node => new Edge(node, Order));

    /// <summary>The position of the page.</summary>
    public PageInfo PageInfo =>
        Nodes.Count == 0
            ? new(HasNextPage, HasPreviousPage, null, null)
            : new(HasNextPage, HasPreviousPage, Order.CursorOf(Nodes[0]), Order.CursorOf(Nodes[^1]));
}

/// <summary>A node with the order that encodes its cursor.</summary>
internal sealed record Edge(object Node, SortOrder Order);

/// <summary>The position of a page in its connection.</summary>
internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
