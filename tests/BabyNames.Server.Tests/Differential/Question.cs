using System.Globalization;
using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.Differential;

/// <summary>Sends one random query by each route that can express it.</summary>
/// <param name="compare">Compares results. The arguments are the route, its request, the result of SQL and the result of the route.</param>
internal sealed class Question(DifferentialFixture server, RowSet set, Random random, Action<string, string, string, string> compare)
{
    private readonly Condition? _condition = random.Next(10) == 0 ? null : new RandomCases(set, random).Condition(random.Next(4));
    private readonly int _size = random.Next(1, 30);

    /// <summary>The number of pages that are read of a result.</summary>
    private readonly int _pages = random.Next(1, 4);
    private IReadOnlyList<(RowSetColumn Column, bool Descending)> _order = [];
    private Oracle _oracle = null!;
    private long _count;

    public async Task AskAsync()
    {
        _order = new RandomCases(set, random).Order();
        _oracle = new(server, set, _condition);
        _count = await _oracle.CountAsync();
        await CheckCountAsync();
        await CheckRowsAsync();
        if (IsTried())
            await CheckGroupsAsync();
        if (
            set.Connection is not null
            && _order.All(step => step.Column.IsSorted)
            && (_condition is null || _condition.GraphQL() is not null)
        )
            await CheckGraphQLAsync();
    }

    private async Task CheckCountAsync()
    {
        var path = $"{set.Name}/$count{Query(_condition is null ? "" : Option("filter", Filter()))}";
        var (status, body, _) = await server.AskAsync(path);
        Compare("/$count", path, $"{HttpStatusCode.OK} {_count}", $"{status} {body}");
        if (!IsTried())
            return;
        path = $"{set.Name}?$apply={(_condition is null ? "" : $"filter({Uri.EscapeDataString(Filter())})/")}aggregate($count as N)";
        var rows = await PagesAsync(path, size: 10, ["N"]);
        Compare("aggregate", path, $"{_count}", string.Join(' ', rows.Rows));
    }

    private async Task CheckRowsAsync()
    {
        var order =
            _order.Count == 0
                ? ""
                : Option("orderby", string.Join(',', _order.Select(step => step.Column.OData + (step.Descending ? " desc" : ""))));
        var filter = _condition is null ? "" : Option("filter", Filter());
        var expected = new Answer(await _oracle.ODataAsync(_order, 0, _pages * _size), _count, _count <= _pages * _size);
        await CheckRowsAsync("$filter", Query(filter, order, "$count=true"), expected);
        if (IsTried())
            await CheckRowsAsync("$compute", Query("$compute=1 add 1 as Two", filter, order, "$count=true"), expected);
        if (_condition is not null && IsTried())
            await CheckRowsAsync("$apply", Query($"$apply=filter({Uri.EscapeDataString(Filter())})", order, "$count=true"), expected);
        if (!IsTried())
            return;
        var (skip, top) = (random.Next(20), random.Next(1, 2 * _size));
        expected = new(
            await _oracle.ODataAsync(_order, skip, Math.Min(top, _pages * _size)),
            _count,
            Math.Min(top, _count - skip) <= _pages * _size
        );
        await CheckRowsAsync("$skip and $top", Query(filter, order, $"$skip={skip}", $"$top={top}", "$count=true"), expected);
    }

    private async Task CheckRowsAsync(string route, string query, Answer expected) =>
        Compare(route, set.Name + query, expected, await PagesAsync(set.Name + query, _size, set.Key.Select(column => column.OData)));

    private async Task CheckGroupsAsync()
    {
        var groups = new RandomCases(set, random).Groups();
        string[] names = [.. groups.Keys.Select(key => key.OData), .. groups.Aggregates.Select(aggregate => aggregate.Name)];
        var filter = _condition is null ? "" : $"filter({Uri.EscapeDataString(Filter())})/";
        var query = Query(
            $"$apply={filter}groupby(({string.Join(',', groups.Keys.Select(key => key.OData))}),"
                + $"aggregate({string.Join(',', groups.Aggregates.Select(aggregate => $"{aggregate.OData} as {aggregate.Name}"))}))",
            groups.Order.Count == 0
                ? ""
                : Option("orderby", string.Join(',', groups.Order.Select(step => names[step.Column] + (step.Descending ? " desc" : ""))))
        );
        var expected = await _oracle.GroupsAsync(groups, _pages * _size + 1);
        Compare(
            "groupby",
            set.Name + query,
            new(expected[..Math.Min(expected.Count, _pages * _size)], null, expected.Count <= _pages * _size),
            await PagesAsync(set.Name + query, _size, names)
        );
    }

    private async Task CheckGraphQLAsync()
    {
        var graph = new GraphQLRoute(server, set, _condition, _order);
        var isBackward = random.Next(3) == 0;
        var pages = new Answer(await _oracle.GraphQLAsync(_order, _pages * _size, isBackward), _count, _count <= _pages * _size);
        Compare(isBackward ? "GraphQL backwards" : "GraphQL", graph.Text, pages, await graph.PagesAsync(_size, _pages, isBackward));
        if (set.Name == "NameStatistics" && IsTried())
            await CheckGraphQLGroupsAsync(graph);
    }

    private async Task CheckGraphQLGroupsAsync(GraphQLRoute graph)
    {
        RowSetColumn[] all = [.. set.Columns.Where(column => GraphQLRoute.GroupKeys.ContainsKey(column.OData))];
        var keys = random.GetItems(all, random.Next(1, 5)).Distinct().ToList();
        const string Births = "r.total_count";
        var groups = new Groups(
            keys,
            [new("", "", "COUNT(*)"), new("", "", $"SUM({Births})"), new("", "", $"MIN({Births})"), new("", "", $"MAX({Births})")],
            []
        );
        Compare(
            "GraphQL groups",
            $"{string.Join(' ', keys.Select(key => key.OData))} {graph.Text}",
            string.Join('\n', (await _oracle.GroupsAsync(groups, 1_000)).Order()),
            string.Join('\n', (await graph.GroupsAsync(keys)).Order())
        );
    }

    /// <summary>Whether a further route is tried. Half of the queries try each route, because the compilation of a new statement takes
    /// longer than reading its rows.</summary>
    private bool IsTried() => random.Next(2) == 0;

    /// <summary>Returns the filter, or an equivalent filter.</summary>
    private string Filter() =>
        random.Next(6) switch
        {
            0 => $"({_condition!.OData}) eq true",
            1 => $"not not ({_condition!.OData})",
            2 => $"({_condition!.OData}) and true",
            _ => _condition!.OData,
        };

    private static string Option(string name, string value) => $"${name}={Uri.EscapeDataString(value)}";

    private static string Query(params string[] options) =>
        string.Join('&', options.Where(option => option.Length > 0)) is { Length: > 0 } query ? $"?{query}" : "";

    /// <summary>Reads the first pages of a result by following next links, as clients do.</summary>
    private async Task<Answer> PagesAsync(string path, int size, IEnumerable<string> columns)
    {
        var (rows, count) = (new List<string>(), (long?)null);
        string? next = path;
        for (var i = 0; i < _pages && next is not null; i++)
        {
            var (status, body, _) = await server.AskAsync(
                next,
                ("Prefer", $"odata.maxpagesize={size.ToString(CultureInfo.InvariantCulture)}")
            );
            if (status != HttpStatusCode.OK)
                return new([body], count, IsEnd: true);
            using var page = JsonDocument.Parse(body);
            rows.AddRange(page.RootElement.GetProperty("value").EnumerateArray().Select(row => Cells.Line(row, columns)));
            count = page.RootElement.TryGetProperty("@odata.count", out var found) ? found.GetInt64() : count;
            next = page.RootElement.TryGetProperty("@odata.nextLink", out var link)
                ? new Uri(link.GetString()!).PathAndQuery["/odata/".Length..]
                : null;
        }
        return new(rows, count, next is null);
    }

    private void Compare(string route, string request, Answer expected, Answer found) =>
        Compare(route, request, expected.ToString(), found.ToString());

    private void Compare(string route, string request, string expected, string found) =>
        compare(route, $"{Uri.UnescapeDataString(request)}\nwhere {_condition?.Sql}", expected, found);
}

/// <summary>The first rows of a result.</summary>
/// <param name="Count">The number of all rows; null if the response does not contain it.</param>
/// <param name="IsEnd">Whether the result has no more rows.</param>
internal sealed record Answer(List<string> Rows, long? Count, bool IsEnd)
{
    public override string ToString() => $"{Rows.Count} of {Count} rows, {(IsEnd ? "all" : "and more")}\n{string.Join('\n', Rows)}";
}
