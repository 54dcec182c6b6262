using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries.Tests;

/// <summary>Compares conditions and groups with the same conditions and groups in memory.</summary>
[Collection(nameof(ToyRowsFixture))]
public class RowQueryTests(ToyRowsFixture toys)
{
    [Fact]
    public async Task A_random_condition_returns_the_rows_for_which_it_is_true()
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        for (var i = 0; i < Cases.Conditions; i++)
        {
            var (term, value) = new RandomTerms(rows, new(Cases.Seed + i)).Condition(depth: 3);
            var found = await ToyRowsFixture.IdsAsync(rows.Where(term));
            var expected = toys.Rows.Where(row => value(row) == true).Select(row => row.Id).ToList();
            Assert.True(
                expected.SequenceEqual(found),
                $"Seed {Cases.Seed + i}: {expected.Count} rows expected, {found.Count} found for {RandomTerms.Text(term)}"
            );
        }
    }

    [Fact]
    public async Task A_computed_condition_is_true_false_or_null()
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        for (var i = 0; i < Cases.Conditions / 3; i++)
        {
            var (term, value) = new RandomTerms(rows, new(Cases.Seed + i)).Condition(depth: 2);
            if (term is Constant)
                continue;
            var computed = rows.Compute([new("Yes", term)]);
            var query = computed.Page(new([], rows.Key), after: null, skip: 0, limit: 1_000, [computed.Find("Yes")!]);
            var found = (await query.ToListAsync()).ConvertAll(row => (bool?)row[1]);
            Assert.True(toys.Rows.Select(value).SequenceEqual(found), $"Seed {Cases.Seed + i}: {query.ToQueryString()}");
        }
    }

    [Fact]
    public async Task Aggregates_equal_the_same_aggregates_in_memory()
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        Column Of(string name) => rows.Find(name)!;
        var groups = rows.GroupBy(
            [Of(nameof(Toy.Note))],
            [
                new("N", AggregateMethod.Count, null),
                new("S", AggregateMethod.Sum, Of(nameof(Toy.Big))),
                new("A", AggregateMethod.Average, Of(nameof(Toy.Number))),
                new("L", AggregateMethod.Min, Of(nameof(Toy.Ratio))),
                new("H", AggregateMethod.Max, Of(nameof(Toy.At))),
                new("D", AggregateMethod.CountDistinct, Of(nameof(Toy.Rate))),
            ]
        );
        var found = await groups.Page(new([], groups.Key), after: null, skip: 0, limit: 100, groups.Columns).ToListAsync();
        var expected = toys
            .Rows.GroupBy(row => row.Note)
            .OrderBy(group => group.Key, Comparer<string?>.Create(ToyOrder.Compare))
            .Select(group =>
                new object?[]
                {
                    group.Key,
                    group.LongCount(),
                    group.All(row => row.Big is null) ? null : group.Sum(row => row.Big),
                    Math.Round(group.Average(row => row.Number), 9),
                    group.Min(row => row.Ratio) / 1.000m,
                    group.Max(row => row.At),
                    group.Select(row => row.Rate).Where(rate => rate is not null).Distinct().LongCount(),
                }
            );
        Assert.Equal(expected.Select(row => string.Join('|', row)), found.Select(row => string.Join('|', row[2..].Select(Rounded))));
    }

    [Theory]
    [InlineData(-1000, 0, null)]
    [InlineData(1000, 200, 200)]
    public async Task An_aggregate_without_keys_returns_one_group_even_for_no_rows(int below, long count, int? ids)
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        var groups = rows.Where(FunctionTable.Call("lt", rows.Find(nameof(Toy.Number))!, new Constant(below)))
            .GroupBy(
                [],
                [
                    new("N", AggregateMethod.Count, null),
                    new("D", AggregateMethod.CountDistinct, rows.Find(nameof(Toy.Id))!),
                    new("M", AggregateMethod.Max, rows.Find(nameof(Toy.Id))!),
                ]
            );
        Assert.Equal(
            [count, count, ids],
            Assert.Single(await groups.Page(new([], groups.Key), after: null, skip: 0, limit: 10, groups.Columns).ToListAsync())
        );
        Assert.Equal(1, await groups.CountAsync(CancellationToken.None));
        var again = groups.Compute([new("Twice", FunctionTable.Call("mul", groups.Find("N")!, new Constant(2)))]);
        again = again.GroupBy([], [new("Most", AggregateMethod.Max, again.Find("Twice")!)]);
        Assert.Equal(
            [count * 2],
            Assert.Single(await again.Page(new([], again.Key), after: null, skip: 0, limit: 10, again.Columns).ToListAsync())
        );
    }

    [Fact]
    public void The_size_of_nested_comparisons_with_null_is_limited()
    {
        using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        Term condition = rows.Find(nameof(Toy.Flag))!;
        for (var i = 0; i < 40; i++)
            condition = FunctionTable.Call(
                "or",
                FunctionTable.Call("eq", condition, Constant.Null),
                FunctionTable.Call("contains", rows.Find(nameof(Toy.Note))!, new Constant("a"))
            );
        Assert.Contains(
            "more than 2000 operations",
            Assert.Throws<QueryException>(() => rows.Where(condition)).Message,
            StringComparison.Ordinal
        );
    }

    private static object? Rounded(object? value) =>
        value switch
        {
            double number => Math.Round(number, 9),
            decimal number => number / 1.000m,
            _ => value,
        };
}
