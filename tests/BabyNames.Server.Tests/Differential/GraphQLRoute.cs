using System.Text.Json;
using System.Text.Json.Nodes;

namespace BabyNames.Server.Tests.Differential;

/// <summary>Sends a query as GraphQL: pages of a connection, and groups of statistics.</summary>
internal sealed class GraphQLRoute(
    DifferentialFixture server,
    RowSet set,
    Condition? condition,
    IReadOnlyList<(RowSetColumn Column, bool Descending)> order
)
{
    private readonly JsonNode? _where = condition?.GraphQL();

    private readonly JsonArray _order =
    [
        .. order.Select(step =>
            step.Column.GraphQL!.Reverse()
                .Aggregate((JsonNode)(step.Descending ? "DESC" : "ASC"), (inner, field) => new JsonObject { [field] = inner })
        ),
    ];

    public static IReadOnlyDictionary<string, string> GroupKeys { get; } =
        new Dictionary<string, string>
        {
            ["CountryCode"] = "COUNTRY",
            ["Year"] = "YEAR",
            ["Decade"] = "DECADE",
            ["Gender"] = "GENDER",
        };

    public string Text => $"{set.Connection}(where: {_where?.ToJsonString()}, order: {_order.ToJsonString()})";

    /// <summary>Reads the first pages of the connection, or the last pages in backward order.</summary>
    public async Task<Answer> PagesAsync(int size, int pages, bool isBackward)
    {
        var (rows, count, cursor, isEnd) = (new List<string>(), 0L, (string?)null, false);
        var fields = string.Join(
            ' ',
            set.Key.Select(column => string.Join(" { ", column.GraphQL!) + string.Concat(column.GraphQL!.Skip(1).Select(_ => " }")))
        );
        var query = $$"""
            query ($where: {{set.Entity}}FilterInput, $order: [{{set.Entity}}SortInput!], $cursor: String) {
              page: {{set.Connection}}({{(isBackward ? "last" : "first")}}: {{size}}, {{(
                isBackward ? "before" : "after"
            )}}: $cursor, where: $where, order: $order) {
                totalCount nodes { {{fields}} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """;
        for (var i = 0; i < pages && !isEnd; i++)
        {
            var data = await server.DataAsync(
                query,
                new
                {
                    where = _where,
                    order = order.Count == 0 ? null : _order,
                    cursor,
                },
                server.AdminKey
            );
            var page = data.GetProperty("page");
            var lines = page.GetProperty("nodes")
                .EnumerateArray()
                .Select(node => Cells.Line(node, set.Key.Select(column => string.Join('/', column.GraphQL!))));
            rows.AddRange(isBackward ? lines.Reverse() : lines);
            count = page.GetProperty("totalCount").GetInt64();
            cursor = page.GetProperty("pageInfo").GetProperty(isBackward ? "startCursor" : "endCursor").GetString();
            isEnd = !page.GetProperty("pageInfo").GetProperty(isBackward ? "hasPreviousPage" : "hasNextPage").GetBoolean();
        }
        return new(rows, count, isEnd);
    }

    /// <summary>Groups statistics by some of their four keys. Each group has its keys, number of rows, and sum, minimum and maximum of
    /// births.</summary>
    public async Task<List<string>> GroupsAsync(IReadOnlyList<RowSetColumn> keys)
    {
        string[] columns = [.. keys.Select(key => JsonNamingPolicy.CamelCase.ConvertName(key.OData)), "rows", "sum", "min", "max"];
        var data = await server.DataAsync(
            $$"""
            query ($where: NameStatisticFilterInput, $keys: [StatisticGroupKey!]!) {
              nameStatisticsGroups(groupBy: $keys, where: $where) { {{string.Join(' ', columns)}} } }
            """,
            new { where = _where, keys = keys.Select(key => GroupKeys[key.OData]) },
            server.AdminKey
        );
        return [.. data.GetProperty("nameStatisticsGroups").EnumerateArray().Select(group => Cells.Line(group, columns))];
    }
}
