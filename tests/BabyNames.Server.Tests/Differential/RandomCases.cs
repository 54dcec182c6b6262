namespace BabyNames.Server.Tests.Differential;

/// <summary>Creates random queries of a row set from its metadata and the values of its rows.</summary>
internal sealed class RandomCases(RowSet set, Random random)
{
    /// <summary>Whether GraphQL can express the query. This is true for three quarters of the queries if the row set has a
    /// connection.</summary>
    private readonly bool _isOfGraphQL = set.Connection is not null && random.Next(4) > 0;

    public Condition Condition(int depth)
    {
        if (depth == 0)
            return random.Next(4) == 0 ? new Negated(Leaf()) : Leaf();
        return random.Next(3) == 0
            ? new Negated(Condition(depth - 1))
            : new Joined(random.Next(2) == 0 ? "and" : "or", Condition(depth - 1), Condition(depth - 1));
    }

    /// <returns>An order by up to three columns.</returns>
    public List<(RowSetColumn Column, bool Descending)> Order()
    {
        RowSetColumn[] columns = [.. set.Columns.Where(column => !_isOfGraphQL || column.IsSorted)];
        if (random.Next(4) == 0)
            columns = [.. set.Key];
        // Nullable columns are repeated, because there are few of them and OData and GraphQL sort nulls differently.
        else if (random.Next(2) == 0)
            columns = [.. columns, .. columns.Where(column => column.IsNullable).SelectMany(column => Enumerable.Repeat(column, 4))];
        return [.. random.GetItems(columns, random.Next(4)).Distinct().Select(column => (column, random.Next(2) == 0))];
    }

    /// <summary>Returns random groups by up to three columns.</summary>
    public Groups Groups()
    {
        // Columns of the totals from which statistics can be read are always candidates.
        string[] shared = ["CountryCode", "CountryName", "Year", "Decade", "Gender", "Coverage", "Country/Name"];
        RowSetColumn[] columns = [.. set.Columns.Where(column => random.Next(2) == 0 || shared.Contains(column.OData))];
        if (columns.Length == 0)
            columns = [.. set.Columns];
        // The OData library moves the properties of one entity together, and groups without an order are sorted by their keys.
        var keys = random
            .GetItems(columns, random.Next(1, 4))
            .Distinct()
            .OrderByDescending(column => column.IsOwn)
            .GroupBy(column => column.OData[..(column.OData.IndexOf('/') + 1)])
            .SelectMany(entity => entity)
            .ToList();
        var aggregates = Enumerable.Range(0, random.Next(1, 4)).Select(i => Aggregate($"A{i}")).ToList();
        var order = random.Next(2) == 0 ? [] : new List<(int, bool)> { (random.Next(keys.Count + aggregates.Count), random.Next(2) == 0) };
        return new(keys, aggregates, order);
    }

    private Aggregated Aggregate(string name)
    {
        var column = random.Next(2) == 0 ? set.Columns.FirstOrDefault(own => own.OData is "Births") : null;
        column ??= Pick([.. set.Columns.Where(own => own.IsOwn)]);
        return random.Next(4) switch
        {
            0 => new(name, "$count", "COUNT(*)"),
            1 when column.IsNumber => new(name, $"{column.OData} with sum", $"SUM({column.Sql})"),
            2 when column.IsNumber || column.IsMoment => new(name, $"{column.OData} with min", $"MIN({column.Sql})"),
            3 when column.IsNumber || column.IsMoment => new(name, $"{column.OData} with max", $"MAX({column.Sql})"),
            _ => new(name, $"{column.OData} with countdistinct", $"COUNT(DISTINCT {column.Sql})"),
        };
    }

    private Condition Leaf()
    {
        while (true)
        {
            var leaf = random.Next(_isOfGraphQL ? 4 : 6) switch
            {
                0 => Listed(Column()),
                1 => TextTest(Operand.Of(Pick([.. set.Columns.Where(column => column.IsText)]))),
                < 4 => Compare(Column()),
                _ => Calculated(),
            };
            if (!_isOfGraphQL || (leaf.GraphQL() is not null && leaf.GraphQL(isNegated: true) is not null))
                return leaf;
        }
    }

    /// <summary>Returns a random column. In one of three cases the column is nullable.</summary>
    private RowSetColumn Column()
    {
        RowSetColumn[] nullable = random.Next(3) == 0 ? [.. set.Columns.Where(column => column.IsNullable)] : [];
        return Pick(nullable.Length > 0 ? nullable : set.Columns);
    }

    private Comparison Compare(RowSetColumn column)
    {
        // The OData library compares identifiers only by eq and ne.
        var names = column.Type == "Edm.Guid" || random.Next(3) == 0 ? ["eq", "ne"] : Comparison.Names;
        return new(Operand.Of(column), Pick([.. names]), Operand.Of(random.Next(10) == 0 ? new Literal((object?)null) : Literal(column)));
    }

    /// <summary>Returns a test of the column with a list. The items have the type of the column, because the OData library rejects other
    /// types.</summary>
    private Listed Listed(RowSetColumn column)
    {
        var items = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Literal(Value(column))).ToList();
        // The OData library rejects null in a list for a column that is not nullable.
        if (column.IsNullable && random.Next(3) == 0)
            items.Add(new((object?)null));
        return new(Operand.Of(column), items);
    }

    private TextTest TextTest(Operand operand)
    {
        var text = (string?)Literal(operand.Column!).Value ?? "";
        return new(operand, Pick([.. Differential.TextTest.Names]), Part(text), random.Next(2) == 0);
    }

    /// <summary>Returns a condition that GraphQL cannot express.</summary>
    private Condition Calculated()
    {
        var (text, number) = (Pick([.. set.Columns.Where(column => column.IsText)]), set.Columns.Where(column => column.IsNumber).ToList());
        switch (random.Next(number.Count > 0 ? 5 : 3))
        {
            case 0:
                return new Comparison(
                    new($"length({text.OData})", $"LENGTH({text.Sql})"),
                    Pick([.. Comparison.Names]),
                    Operand.Of(new Literal(random.Next(12)))
                );
            case 1:
                var lower = ((string?)Literal(text).Value ?? "").ToLowerInvariant();
                return new Comparison(
                    new($"tolower({text.OData})", $"LOWER({text.Sql} COLLATE \"und-x-icu\") COLLATE \"C\""),
                    Pick(["eq", "ne"]),
                    Operand.Of(new Literal(lower))
                );
            case 2:
                return new Comparison(
                    Operand.Of(text),
                    Pick([.. Comparison.Names]),
                    Operand.Of(Pick([.. set.Columns.Where(column => column.IsText)]))
                );
            case 3:
                return new Comparison(Operand.Of(Pick(number)), Pick([.. Comparison.Names]), Operand.Of(Pick(number)));
            default:
                var (left, right) = (Pick(number), Pick(number));
                var sum = Pick([("add", "+"), ("sub", "-"), ("mul", "*")]);
                // Integers are calculated in 64 bits.
                return new Comparison(
                    new($"{left.OData} {sum.Item1} {right.OData}", $"({left.Sql}::NUMERIC {sum.Item2} {right.Sql})"),
                    Pick([.. Comparison.Names]),
                    Operand.Of(Literal(left))
                );
        }
    }

    private Literal Literal(RowSetColumn column)
    {
        var value = Value(column);
        return new(
            random.Next(4) > 0
                ? value
                : value switch
                {
                    string text => random.Next(2) == 0 ? Part(text) : text.ToLowerInvariant(),
                    int number => random.Next(3) switch
                    {
                        0 => number + 1,
                        1 => number + 0.5m,
                        _ => (object)3_000_000_000L,
                    },
                    long number => random.Next(3) == 0 ? number + 0.5m : number - 1,
                    decimal number => random.Next(3) == 0 ? 1 : number + 0.01m,
                    DateTime moment => moment.AddMicroseconds(1),
                    _ => value,
                }
        );
    }

    private object Value(RowSetColumn column) =>
        column.Values.Count > 0
            ? Pick(column.Values)
            : column.Type switch
            {
                "Edm.String" => "none",
                "Edm.DateTimeOffset" => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                _ => 1,
            };

    /// <summary>Returns a random part of a text. The part does not split surrogate pairs.</summary>
    private string Part(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        var begin = random.Next(runes.Count + 1);
        return string.Concat(runes.Skip(begin).Take(random.Next(4)));
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}

/// <summary>Groups of rows with aggregates, in the order of one of their columns or of their keys.</summary>
/// <param name="Order">The index of the column, with keys before aggregates, and whether the order is descending.</param>
internal sealed record Groups(
    IReadOnlyList<RowSetColumn> Keys,
    IReadOnlyList<Aggregated> Aggregates,
    IReadOnlyList<(int Column, bool Descending)> Order
);

internal sealed record Aggregated(string Name, string OData, string Sql);
