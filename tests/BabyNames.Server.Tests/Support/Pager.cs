using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Pages through a connection as clients do, only by the cursors of the last page.</summary>
internal sealed class Pager(ServerFixture server, string field, string nodes, string? order = null, string? where = null)
{
    /// <summary>Requests one page with these paging arguments.</summary>
    public async Task<Page> PageAsync(string arguments)
    {
        string[] given = [arguments, order is null ? "" : $"order: {order}", where is null ? "" : $"where: {where}"];
        var all = string.Join(", ", given.Where(argument => argument.Length > 0));
        var data = await server.DataAsync(
            $$"""
            { {{field}}{{(all.Length > 0 ? $"({all})" : "")}} {
                edges { cursor node { {{nodes}} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """
        );
        return new(data.GetProperty(field));
    }

    /// <summary>Pages forward from the first node to the last one.</summary>
    /// <param name="size">The number of nodes in a page.</param>
    public async Task<List<string>> ForwardAsync(int size)
    {
        var seen = new List<string>();
        var page = await PageAsync($"first: {size}");
        Assert.False(page.HasPrevious);
        while (true)
        {
            seen.AddRange(page.Nodes);
            if (!page.HasNext)
                return seen;
            Assert.Equal(size, page.Nodes.Count);
            Assert.True(seen.Count < Endless, "Paging forward does not end.");
            page = await PageAsync($"first: {size}, after: \"{page.End}\"");
            Assert.True(page.HasPrevious);
        }
    }

    /// <summary>Pages backward from the last node to the first one.</summary>
    /// <param name="size">The number of nodes in a page.</param>
    /// <returns>The nodes in the order of the connection.</returns>
    public async Task<List<string>> BackwardAsync(int size)
    {
        var seen = new List<string>();
        var page = await PageAsync($"last: {size}");
        Assert.False(page.HasNext);
        while (true)
        {
            seen.InsertRange(0, page.Nodes);
            if (!page.HasPrevious)
                return seen;
            Assert.Equal(size, page.Nodes.Count);
            Assert.True(seen.Count < Endless, "Paging backward does not end.");
            page = await PageAsync($"last: {size}, before: \"{page.Start}\"");
            Assert.True(page.HasNext);
        }
    }

    private const int Endless = 10_000;
}

/// <summary>A page of a connection. Each node is a line with the values of its fields in the order of the query.</summary>
internal sealed class Page(JsonElement connection)
{
    public List<string> Nodes { get; } =
    [.. connection.GetProperty("edges").EnumerateArray().Select(edge => Line(edge.GetProperty("node")))];

    public List<string> Cursors { get; } =
    [.. connection.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("cursor").GetString()!)];

    public bool HasNext { get; } = Info(connection, "hasNextPage").GetBoolean();

    public bool HasPrevious { get; } = Info(connection, "hasPreviousPage").GetBoolean();

    public string? Start { get; } = Info(connection, "startCursor").GetString();

    public string? End { get; } = Info(connection, "endCursor").GetString();

    private static JsonElement Info(JsonElement connection, string name) => connection.GetProperty("pageInfo").GetProperty(name);

    /// <summary>Joins the values of a node, including values of related nodes, with vertical bars.</summary>
    private static string Line(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object
            ? string.Join('|', node.EnumerateObject().Select(field => Line(field.Value)))
            : node.ToString();
}
