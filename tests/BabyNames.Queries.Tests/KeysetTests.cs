using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries.Tests;

/// <summary>Tests forward and backward pages whose order consists of columns. Nulls are last in ascending order, as in
/// PostgreSQL.</summary>
[Collection(nameof(ToyRowsFixture))]
public class KeysetTests(ToyRowsFixture toys)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keyset_pages_contain_every_row_once_in_order(bool reverse)
    {
        await using var context = toys.Open();
        for (var i = 0; i < Cases.Orders; i++)
        {
            var random = new Random(Cases.Seed + i);
            var steps = Steps(random);
            var expected = Sorted(steps, reverse).Select(row => row.Id).ToList();
            var found = await PagesAsync(context, [.. steps.Select(Key)], reverse, random.Next(5, 90));
            Assert.True(expected.SequenceEqual(found), $"Seed {Cases.Seed + i}: {string.Join(", ", steps)}");
        }
    }

    private static List<(string Name, bool Descending)> Steps(Random random)
    {
        string[] names =
        [
            nameof(Toy.Name),
            nameof(Toy.Note),
            nameof(Toy.Number),
            nameof(Toy.Big),
            nameof(Toy.Ratio),
            nameof(Toy.Rate),
            nameof(Toy.At),
        ];
        // If all keys have the same direction, the SQL compares them as one row; otherwise it compares each key.
        bool? common = random.Next(3) switch
        {
            0 => false,
            1 => true,
            _ => null,
        };
        return
        [
            .. random
                .GetItems(names, random.Next(4))
                .Append(nameof(Toy.Id))
                .Distinct()
                .Select(name => (name, common ?? random.Next(2) == 0)),
        ];
    }

    private static KeysetKey Key((string Name, bool Descending) step)
    {
        var column = ToyRowsFixture.Columns[step.Name];
        return new(column.Selector!, step.Descending, column.Column.IsNullable);
    }

    private IEnumerable<Toy> Sorted(List<(string Name, bool Descending)> steps, bool reverse)
    {
        var comparer = Comparer<object?>.Create(
            (x, y) => (x is null).CompareTo(y is null) is not 0 and var isNull ? isNull : ToyOrder.Compare(x, y)
        );
        var rows = toys.Rows.Order(Comparer<Toy>.Create((_, _) => 0));
        foreach (var (name, descending) in steps)
        {
            object? Value(Toy row) => typeof(Toy).GetProperty(name)!.GetValue(row);
            rows = descending != reverse ? rows.ThenByDescending(Value, comparer) : rows.ThenBy(Value, comparer);
        }
        return rows;
    }

    private static async Task<List<int>> PagesAsync(ToyContext context, List<KeysetKey> keys, bool reverse, int size)
    {
        var (found, page) = (new List<int>(), new List<Toy>());
        do
        {
            IQueryable<Toy> rows = context.Set<Toy>().AsNoTracking();
            if (page.Count > 0)
                rows = rows.Where(Keyset.After<Toy>(keys, [.. keys.Select(key => Value(key, page[^1]))], reverse));
            page = await Keyset.Order(rows, keys, reverse).Take(size).ToListAsync();
            found.AddRange(page.Select(row => row.Id));
            Assert.InRange(found.Count, 0, ToyRowsFixture.Endless);
        } while (page.Count == size);
        return found;
    }

    private static object? Value(KeysetKey key, Toy row) =>
        ((MemberExpression)key.Selector.Body).Member is System.Reflection.PropertyInfo property ? property.GetValue(row) : null;
}
