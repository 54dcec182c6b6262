namespace BabyNames.Conventions.Paging;

/// <summary>A page that was read. Cursors are made when they are asked for: only then were their columns read.</summary>
internal sealed record Connection(
    IReadOnlyList<object> Nodes, Func<object, string> CursorOf, bool HasNextPage, bool HasPreviousPage, int TotalCount)
{
    public IEnumerable<Edge> Edges => Nodes.Select(node => new Edge(node, CursorOf));

    public PageInfo PageInfo => Nodes.Count == 0
        ? new(HasNextPage, HasPreviousPage, null, null)
        : new(HasNextPage, HasPreviousPage, CursorOf(Nodes[0]), CursorOf(Nodes[^1]));
}

internal sealed record Edge(object Node, Func<object, string> CursorOf)
{
    public string Cursor => CursorOf(Node);
}

internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
