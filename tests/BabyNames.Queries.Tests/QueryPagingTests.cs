using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries.Tests;

/// <summary>Compares pages of random rows in random orders with LINQ over the same rows in memory.</summary>
[Collection(nameof(ToyRowsFixture))]
public class QueryPagingTests(ToyRowsFixture toys)
{
    [Fact]
    public async Task Pages_contain_every_row_once_in_order()
    {
        await using var context = toys.Open();
        for (var i = 0; i < Cases.Orders; i++)
        {
            var random = new Random(Cases.Seed + i);
            var rows = ToyRowsFixture.Query(context);
            var (condition, isTrue) =
                random.Next(2) == 0 ? new RandomTerms(rows, random).Condition(depth: 1) : (new Constant(true), _ => true);
            rows = rows.Where(condition);
            var order = ToyOrder.Random(rows, random);
            var (skip, size) = (random.Next(3) == 0 ? random.Next(60) : 0, random.Next(5, 90));
            var found = await PagesAsync(rows, order.Of(rows), skip, size);
            var expected = toys.Rows.Where(row => isTrue(row) == true).Order(order).Skip(skip).Select(row => row.Id).ToList();
            Assert.True(expected.SequenceEqual(found), Differs(i, order, expected, found));
        }
    }

    [Fact]
    public async Task Changes_between_pages_neither_skip_nor_repeat_an_unchanged_row()
    {
        for (var i = 0; i < Cases.Orders; i++)
        {
            var random = new Random(Cases.Seed + i);
            await using var context = toys.Open();
            await using var transaction = await context.Database.BeginTransactionAsync();
            await CheckWhileRowsChangeAsync(context, random, i);
            await transaction.RollbackAsync();
        }
    }

    private async Task CheckWhileRowsChangeAsync(ToyContext context, Random random, int i)
    {
        var rows = ToyRowsFixture.Query(context);
        var order = ToyOrder.Random(rows, random);
        var size = random.Next(9, 60);
        var (alive, seen) = (toys.Rows.ToList(), new List<int>());
        for (Position? position = null, next; ; position = next)
        {
            var ahead = alive.Where(row => position is null || order.Compare(row, position.Last) > 0).Order(order).Take(size).ToList();
            (var found, next) = await PageAsync(rows, order.Of(rows), position, size, ahead);
            Assert.True(ahead.Select(row => row.Id).SequenceEqual(found), Differs(i, order, ahead.ConvertAll(row => row.Id), found));
            seen.AddRange(found);
            Assert.InRange(seen.Count, 0, ToyRowsFixture.Endless);
            if (next is null)
                break;
            await ChangeAsync(context, random, alive, next.Last);
        }
        Assert.Distinct(seen);
        Assert.Empty(alive.Where(row => row.Id <= toys.Rows.Count).Select(row => row.Id).Except(seen));
    }

    /// <summary>Deletes two random rows and, in half of the calls, the row of the cursor. Then inserts four rows, which can be before or
    /// after the cursor.</summary>
    private static async Task ChangeAsync(ToyContext context, Random random, List<Toy> alive, Toy last)
    {
        List<Toy> deleted = [.. random.GetItems(alive.ToArray(), 2), .. random.Next(2) == 0 ? [last] : Array.Empty<Toy>()];
        var ids = deleted.ConvertAll(row => row.Id);
        await context.Set<Toy>().Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync();
        alive.RemoveAll(deleted.Contains);
        List<Toy> inserted = [.. Enumerable.Range(0, 4).Select(_ => Toy.Create(random.Next(1_000, int.MaxValue), random))];
        context.AddRange(inserted);
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        alive.AddRange(inserted);
    }

    [Fact]
    public async Task Groups_with_equal_values_are_ordered_by_their_key_in_the_last_direction()
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        var groups = rows.GroupBy([rows.Find(nameof(Toy.Note))!, rows.Find(nameof(Toy.Flag))!], [new("N", AggregateMethod.Count, null)]);
        var expected = toys.Rows.GroupBy(row => (row.Note, row.Flag)).ToList();
        var comparer = Comparer<object?>.Create(ToyOrder.Compare);
        foreach (var descending in new[] { false, true })
        {
            var order = new RowOrder([new(groups.Find("Note")!, descending)], groups.Key);
            var found = (await RowsAsync(groups, order, size: 5)).ConvertAll(row => (row[^3], row[^2], row[^1]));
            var sorted = expected.OrderBy(group => group.Key.Note, comparer).ThenBy(group => group.Key.Flag, comparer);
            Assert.Equal(
                (descending ? sorted.Reverse() : sorted).Select(group =>
                    ((object?)group.Key.Note, (object?)group.Key.Flag, (object?)group.LongCount())
                ),
                found
            );
            order = new([new(groups.Find("N")!, descending)], groups.Key);
            var byCount = descending ? expected.OrderByDescending(group => group.Count()) : expected.OrderBy(group => group.Count());
            Assert.Equal(
                byCount
                    .ThenBy(group => group.Key.Note, comparer)
                    .ThenBy(group => group.Key.Flag, comparer)
                    .Select(group => (group.Key.Note, group.Key.Flag)),
                (await RowsAsync(groups, order, size: 7)).Select(row => ((string?)row[^3], (bool?)row[^2]))
            );
        }
    }

    private static async Task<List<int>> PagesAsync(RowQuery rows, RowOrder order, int skip, int size) =>
        (await RowsAsync(rows, order, size, skip)).ConvertAll(row => (int)row[order.Cursor.Count]!);

    /// <summary>Reads all rows page by page. Each page begins after the last row of the previous page.</summary>
    private static async Task<List<object?[]>> RowsAsync(RowQuery rows, RowOrder order, int size, int skip = 0)
    {
        var all = new List<object?[]>();
        List<object?[]> page;
        do
        {
            var after = all.Count == 0 ? null : Cursor(all[^1], order);
            page = await rows.Page(order, after, all.Count == 0 ? skip : 0, size, rows.Columns).ToListAsync();
            all.AddRange(page);
            Assert.InRange(all.Count, 0, ToyRowsFixture.Endless);
        } while (page.Count == size);
        return all;
    }

    private static async Task<(List<int> Found, Position? Next)> PageAsync(
        RowQuery rows,
        RowOrder order,
        Position? position,
        int size,
        List<Toy> ahead
    )
    {
        var page = await rows.Page(order, position?.After, skip: 0, size, [rows.Find(nameof(Toy.Id))!]).ToListAsync();
        return (
            page.ConvertAll(row => (int)row[^1]!),
            page.Count == size && ahead.Count == size ? new(ahead[^1], Cursor(page[^1], order)) : null
        );
    }

    /// <summary>Returns the values of a row after which the next page begins, and asserts that they have the types that the order
    /// declares.</summary>
    private static object?[] Cursor(object?[] row, RowOrder order)
    {
        var cursor = row[..order.Cursor.Count];
        Assert.All(
            cursor.Zip(order.Cursor),
            pair =>
                Assert.True(
                    pair.First is null
                        ? pair.Second.IsNullable
                        : (Nullable.GetUnderlyingType(pair.Second.Type) ?? pair.Second.Type).IsInstanceOfType(pair.First)
                )
        );
        return cursor;
    }

    private static string Differs(int i, ToyOrder order, List<int> expected, List<int> found) =>
        $"Seed {Cases.Seed + i}, order {order}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}";

    /// <summary>The last row of a page in memory, and the cursor after which the next page begins.</summary>
    private sealed record Position(Toy Last, object?[] After);
}
