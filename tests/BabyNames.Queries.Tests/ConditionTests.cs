using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Queries.Tests;

/// <summary>Tests the text of a condition, which contains everything except the values. The values of these conditions have the types of
/// their columns, as in GraphQL.</summary>
[Collection(nameof(ToyRowsFixture))]
public class ConditionTests(ToyRowsFixture toys)
{
    private static readonly string[] Comparisons = ["eq", "ne", "gt", "ge", "lt", "le"];

    [Fact]
    public void The_text_depends_on_the_shape_of_a_condition_and_not_on_its_values()
    {
        var texts = new Dictionary<string, string>();
        for (var i = 0; i < 2_000; i++)
        {
            var (condition, shape) = Make(new(Cases.Seed + i), new(i), depth: i % 4);
            var (other, _) = Make(new(Cases.Seed + i), new(-i - 1), depth: i % 4);
            var (text, _) = Describe(condition);
            Assert.Equal(text, Describe(other).Text);
            // A shape has exactly one text, and a text has exactly one shape.
            Assert.Equal(shape, texts.TryAdd(text, shape) ? shape : texts[text]);
        }
        Assert.Distinct(texts.Values);
    }

    [Fact]
    public void The_values_are_in_the_order_of_the_parameters_of_the_predicate()
    {
        for (var i = 0; i < Cases.Conditions; i++)
        {
            var (condition, shape) = Make(new(Cases.Seed + i), new(i), depth: 3);
            var parameterValues = new List<object>();
            Condition.ToPredicate(
                condition,
                typeof(Toy),
                name => ToyRowsFixture.Columns[name],
                (value, type) =>
                {
                    parameterValues.Add(value);
                    return Parameter.Create(value, type);
                }
            );
            Assert.True(Flat(Describe(condition).Values).SequenceEqual(Flat(parameterValues)), $"Seed {Cases.Seed + i}: {shape}");
        }
    }

    [Fact]
    public async Task The_predicate_matches_the_rows_of_the_condition()
    {
        await using var context = toys.Open();
        var rows = ToyRowsFixture.Query(context);
        for (var i = 0; i < Cases.Orders; i++)
        {
            var (condition, shape) = Make(new(Cases.Seed + i), new(i), depth: 2);
            var predicate =
                (Expression<Func<Toy, bool>>)
                    Condition.ToPredicate(condition, typeof(Toy), name => ToyRowsFixture.Columns[name], Parameter.Create);
            var found = await context.Set<Toy>().Where(predicate).Select(row => row.Id).Order().ToListAsync();
            Assert.True((await ToyRowsFixture.IdsAsync(rows.Where(condition))).SequenceEqual(found), $"Seed {Cases.Seed + i}: {shape}");
        }
    }

    private static (string Text, List<object> Values) Describe(Term condition)
    {
        var (text, values) = (new StringBuilder(), new List<object>());
        Condition.Describe(condition, text, values);
        return (text.ToString(), values);
    }

    private static IEnumerable<object?> Flat(IEnumerable<object> values) =>
        values.SelectMany(value =>
            value is System.Collections.IEnumerable list and not string ? ["list", .. list.Cast<object?>()] : new object?[] { value }
        );

    /// <param name="shape">The random numbers that choose everything except the values.</param>
    private static (Term Condition, string Shape) Make(Random shape, Random values, int depth)
    {
        if (depth > 0 && shape.Next(3) > 0)
        {
            var (left, leftShape) = Make(shape, values, depth - 1);
            if (shape.Next(3) == 0)
                return (FunctionTable.Call("not", left), $"NOT [{leftShape}]");
            var (right, rightShape) = Make(shape, values, depth - 1);
            var name = shape.Next(2) == 0 ? "and" : "or";
            return (FunctionTable.Call(name, left, right), $"[{leftShape}] {name.ToUpperInvariant()} [{rightShape}]");
        }
        string[] names = [nameof(Toy.Name), nameof(Toy.Note), nameof(Toy.Number), nameof(Toy.Big), nameof(Toy.Ratio), nameof(Toy.Rate)];
        return On(ToyRowsFixture.Columns[names[shape.Next(names.Length)]].Column, shape, values);
    }

    private static (Term Condition, string Shape) On(Column column, Random shape, Random values)
    {
        var isText = column.Type == typeof(string);
        switch (shape.Next(4))
        {
            case 0:
                var isNull = shape.Next(2) == 0;
                return (FunctionTable.Call(isNull ? "eq" : "ne", column, Constant.Null), $"{column.Name} IS {(isNull ? "" : "NOT ")}NULL");
            case 1:
                return (
                    FunctionTable.Call("in", [column, .. Enumerable.Range(0, values.Next(1, 4)).Select(_ => Value(column, values))]),
                    $"{column.Name} IN (LIST)"
                );
            case 2 when isText:
                var (test, isTrue) = (new[] { "contains", "startswith", "endswith" }[shape.Next(3)], shape.Next(2) == 0);
                return (
                    FunctionTable.Call("eq", FunctionTable.Call(test, column, Value(column, values)), new Constant(isTrue)),
                    $"{test} OF {column.Name} IS {isTrue}"
                );
            default:
                var name = Comparisons[shape.Next(Comparisons.Length)];
                return (FunctionTable.Call(name, column, Value(column, values)), $"{column.Name} {name} VALUE");
        }
    }

    private static Constant Value(Column column, Random values) =>
        new(
            column.Type switch
            {
                var type when type == typeof(string) => new[] { "", "a", "Mary", "?" }[values.Next(4)],
                var type when type == typeof(long) => values.Next(5) * 10_000L,
                var type when type == typeof(decimal) => values.Next(16) / 4m,
                var type when type == typeof(double) => values.Next(-2, 6) / 2.0,
                _ => values.Next(-3, 8),
            }
        );
}
