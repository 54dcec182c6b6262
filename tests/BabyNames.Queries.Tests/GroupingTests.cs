using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries.Tests;

/// <summary>Tests groups whose rows have many columns.</summary>
[Collection(nameof(ToyRowsFixture))]
public class GroupingTests(ToyRowsFixture toys)
{
    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 7)]
    [InlineData(12, 12)]
    [InlineData(23, 1)]
    public async Task Groups_with_many_columns_equal_the_same_groups_in_memory(int keys, int aggregates)
    {
        await using var context = toys.Open();
        var groups = Groups(ToyRowsFixture.Query(context), keys, aggregates);
        var found = await groups.Page(new([], groups.Key), after: null, skip: 0, limit: 1_000, groups.Columns).ToListAsync();
        var comparer = Comparer<object?>.Create(ToyOrder.Compare);
        var expected = toys
            .Rows.GroupBy(row => (row.Note, row.Flag, row.Number))
            .OrderBy(group => group.Key.Note, comparer)
            .ThenBy(group => group.Key.Flag, comparer)
            .ThenBy(group => group.Key.Number)
            .Select(group =>
                new object?[] { group.Key.Note, group.Key.Flag }
                    .Concat(Enumerable.Range(0, keys - 2).Select(i => (object?)(long)(group.Key.Number + i)))
                    .Concat(Enumerable.Range(0, aggregates).Select(i => (object?)group.Sum(row => (long)(row.Number + i))))
            );
        Assert.Equal(expected.Select(row => string.Join('|', row)), found.Select(row => string.Join('|', row[^(keys + aggregates)..])));
        Assert.Equal(found.Count, await groups.CountAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(2, 23)]
    public void A_group_with_more_than_24_columns_is_refused(int keys, int aggregates)
    {
        using var context = toys.Open();
        var refused = Assert.Throws<QueryException>(() => Groups(ToyRowsFixture.Query(context), keys, aggregates));
        Assert.Contains("at most 24 are allowed", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Groups the rows by two nullable columns and by sums of the column Number. The aggregates are totals of these
    /// sums.</summary>
    private static RowQuery Groups(RowQuery rows, int keys, int aggregates)
    {
        var number = rows.Find(nameof(Toy.Number))!;
        var computed = rows.Compute([
            .. Enumerable.Range(0, 23).Select(i => new Computed($"More{i}", FunctionTable.Call("add", number, new Constant(i)))),
        ]);
        Column[] by =
        [
            rows.Find(nameof(Toy.Note))!,
            rows.Find(nameof(Toy.Flag))!,
            .. Enumerable.Range(0, keys - 2).Select(i => computed.Find($"More{i}")!),
        ];
        return computed.GroupBy(
            by,
            [.. Enumerable.Range(0, aggregates).Select(i => new Aggregate($"Sum{i}", AggregateMethod.Sum, computed.Find($"More{i}")))]
        );
    }
}
