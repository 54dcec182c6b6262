namespace BabyNames.Server.Tests.Differential;

/// <summary>Runs the same query as SQL that the tests write.</summary>
internal sealed class Oracle(DifferentialFixture server, RowSet set, Condition? condition)
{
    private readonly string _rows = $"FROM {set.From} WHERE {condition?.Sql ?? "TRUE"}";

    public async Task<long> CountAsync() => (long)(await server.SqlAsync($"SELECT COUNT(*) {_rows}"))[0][0];

    /// <summary>Returns the keys of rows in the order of OData. Nulls sort first in ascending order. If all order columns belong to the
    /// key, the remaining key columns have the direction of the last order column. Otherwise the key columns are ascending.</summary>
    public Task<List<string>> ODataAsync(IReadOnlyList<(RowSetColumn Column, bool Descending)> order, int skip, int limit)
    {
        var descending = order.Count > 0 && order[^1].Descending && order.All(step => set.Key.Contains(step.Column));
        var steps = order
            .Select(step => Step(step.Column.Sql, step.Descending, nullsFirst: true))
            .Concat(set.Key.Select(column => Step(column.Sql, descending, nullsFirst: true)));
        return RowsAsync(steps, skip, limit);
    }

    /// <summary>Returns the keys of rows in the order of GraphQL. Nulls sort last in ascending order. The key columns have the direction of
    /// the last order column.</summary>
    public Task<List<string>> GraphQLAsync(IReadOnlyList<(RowSetColumn Column, bool Descending)> order, int limit, bool isBackward)
    {
        var (otherwise, key) = set.GraphQLOrder;
        // Two OData columns can be the same GraphQL field. GraphQL uses the first occurrence of the field.
        order = [.. order.DistinctBy(step => string.Join('.', step.Column.GraphQL!))];
        IEnumerable<string> steps =
            order.Count == 0 && otherwise.Length > 0
                ? [Step(otherwise.Split(' ')[0], otherwise.EndsWith(" DESC", StringComparison.Ordinal) != isBackward, nullsFirst: false)]
                : order.Select(step => Step(step.Column.Sql, step.Descending != isBackward, nullsFirst: false));
        var descending = order.Count == 0 ? otherwise.EndsWith(" DESC", StringComparison.Ordinal) : order[^1].Descending;
        return RowsAsync(steps.Concat(key.Select(column => Step(column, descending != isBackward, nullsFirst: false))), 0, limit);
    }

    /// <summary>Returns groups in the order of OData.</summary>
    public async Task<List<string>> GroupsAsync(Groups groups, int limit)
    {
        string[] columns = [.. groups.Keys.Select(key => key.Sql), .. groups.Aggregates.Select(aggregate => aggregate.Sql)];
        var descending = groups.Order.Count > 0 && groups.Order[^1].Descending && groups.Order.All(step => step.Column < groups.Keys.Count);
        var steps = groups
            .Order.Select(step => Step(columns[step.Column], step.Descending, nullsFirst: true))
            .Concat(groups.Keys.Select(key => Step(key.Sql, descending, nullsFirst: true)));
        return
        [
            .. (
                await server.SqlAsync(
                    $"SELECT {string.Join(", ", columns)} {_rows} GROUP BY {string.Join(", ", groups.Keys.Select(key => key.Sql))} "
                        + $"ORDER BY {string.Join(", ", steps)} LIMIT {limit}"
                )
            ).Select(Cells.Line),
        ];
    }

    private async Task<List<string>> RowsAsync(IEnumerable<string> steps, int skip, int limit) =>
        [
            .. (
                await server.SqlAsync(
                    $"SELECT {string.Join(", ", set.Key.Select(column => column.Sql))} {_rows} ORDER BY {string.Join(", ", steps)} "
                        + $"LIMIT {limit} OFFSET {skip}"
                )
            ).Select(Cells.Line),
        ];

    /// <param name="nullsFirst">Whether nulls sort first in ascending order. In descending order they sort at the other end.</param>
    private static string Step(string sql, bool descending, bool nullsFirst) =>
        $"{sql} {(descending ? "DESC" : "ASC")} NULLS {(nullsFirst != descending ? "FIRST" : "LAST")}";
}
