using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>Walks a connection the way clients do: by the cursors of the last page, nothing else.</summary>
internal sealed class Pager(ServerFixture server, string field, string nodes, string? order = null, string? where = null)
{
    /// <summary>One page with these paging arguments.</summary>
    public async Task<Page> PageAsync(string arguments)
    {
        string[] given = [arguments, order is null ? "" : $"order: {order}", where is null ? "" : $"where: {where}"];
        var all = string.Join(", ", given.Where(one => one.Length > 0));
        var data = await server.DataAsync(
            $$"""
            { {{field}}{{(all.Length > 0 ? $"({all})" : "")}} {
                edges { cursor node { {{nodes}} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """
        );
        return new(data.GetProperty(field));
    }

    /// <summary>Every node from the first on, in pages of this size.</summary>
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
            Assert.True(seen.Count < Endless, "paging forward does not end");
            page = await PageAsync($"first: {size}, after: \"{page.End}\"");
            Assert.True(page.HasPrevious);
        }
    }

    /// <summary>Every node from the last on backward, in pages of this size; in the order of the connection.</summary>
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
            Assert.True(seen.Count < Endless, "paging backward does not end");
            page = await PageAsync($"last: {size}, before: \"{page.Start}\"");
            Assert.True(page.HasNext);
        }
    }

    private const int Endless = 10_000;
}

/// <summary>Nodes as one line each: their fields in the order asked for.</summary>
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

    /// <summary>Values alone, those of related nodes included, a bar between them.</summary>
    private static string Line(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object
            ? string.Join('|', node.EnumerateObject().Select(field => Line(field.Value)))
            : node.ToString();
}
