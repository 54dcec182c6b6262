namespace BabyNames.Queries.Tests;

/// <summary>Creates random terms about <see cref="Toy"/>, each with a function that calculates its value in memory by the rules of
/// OData.</summary>
internal sealed class RandomTerms(RowQuery rows, Random random)
{
    private static readonly string[] Texts = ["Mary", "a", "Z", "", "%", "é", "O'N", "nn"];

    /// <returns>The term, and a function that calculates its value for a row: true, false or null.</returns>
    public (Term Term, Func<Toy, bool?> Value) Condition(int depth)
    {
        switch (depth == 0 ? random.Next(4, 9) : random.Next(9))
        {
            case 0:
                return Join(
                    "and",
                    depth,
                    (a, b) =>
                        a == false || b == false ? false
                        : a is null || b is null ? null
                        : true
                );
            case 1:
                return Join(
                    "or",
                    depth,
                    (a, b) =>
                        a == true || b == true ? true
                        : a is null || b is null ? null
                        : false
                );
            case 2:
                var negated = Condition(depth - 1);
                return (FunctionTable.Call("not", negated.Term), row => !negated.Value(row));
            case 3:
                return EqualConditions(depth);
            case 4:
                return TextFunction();
            case 5:
                var column = Column(nameof(Toy.Flag));
                return (column, row => row.Flag);
            case 6:
                return random.Next(3) == 0 && depth > 0 ? ConditionIn(depth) : In();
            default:
                return Comparison();
        }
    }

    /// <returns>A term of any type to sort by, and a function that calculates its value for a row. The term is not a constant.</returns>
    public (Term Term, Func<Toy, object?> Value) Value()
    {
        switch (random.Next(6))
        {
            case 0:
                var text = Text();
                return text.Term is Constant ? Value() : (text.Term, text.Value);
            case 1:
                var number = Number(2);
                return number.Term is Constant ? Value() : (number.Term, row => number.Value(row));
            case 2:
                var condition = Condition(1);
                return condition.Term is Constant ? Value() : (condition.Term, row => condition.Value(row));
            default:
                var property = typeof(Toy).GetProperties()[random.Next(9)];
                return (Column(property.Name), property.GetValue);
        }
    }

    public static string Text(Term term) =>
        term switch
        {
            Column column => column.Name,
            Constant constant => $"{constant.Value ?? "null"}",
            Call call => $"{call.Name}({string.Join(", ", call.Arguments.Select(Text))})",
            _ => "",
        };

    private (Term, Func<Toy, bool?>) Join(string name, int depth, Func<bool?, bool?, bool?> join)
    {
        var (a, b) = (Condition(depth - 1), Condition(depth - 1));
        return (FunctionTable.Call(name, a.Term, b.Term), row => join(a.Value(row), b.Value(row)));
    }

    private (Term, Func<Toy, bool?>) EqualConditions(int depth)
    {
        var a = Condition(depth - 1);
        var isEqual = random.Next(2) == 0;
        bool? constant = random.Next(3) switch
        {
            0 => null,
            1 => true,
            _ => false,
        };
        var b =
            random.Next(3) == 0 ? Condition(depth - 1) : (Term: (Term)new Constant(constant), Value: new Func<Toy, bool?>(_ => constant));
        return (FunctionTable.Call(isEqual ? "eq" : "ne", a.Term, b.Term), row => a.Value(row) == b.Value(row) == isEqual);
    }

    private (Term, Func<Toy, bool?>) TextFunction()
    {
        var (term, value) = Text();
        var part = Texts[random.Next(Texts.Length)];
        var name = new[] { "contains", "startswith", "endswith" }[random.Next(3)];
        return (
            FunctionTable.Call(name, term, new Constant(part)),
            row =>
                value(row) is not { } text
                    ? null
                    : name switch
                    {
                        "contains" => text.Contains(part, StringComparison.Ordinal),
                        "startswith" => text.StartsWith(part, StringComparison.Ordinal),
                        _ => text.EndsWith(part, StringComparison.Ordinal),
                    }
        );
    }

    private (Term, Func<Toy, bool?>) ConditionIn(int depth)
    {
        var (term, value) = Condition(depth - 1);
        var list = random.GetItems<bool?>([true, false, null], random.Next(1, 4));
        return (FunctionTable.Call("in", [term, .. list.Select(item => new Constant(item))]), row => list.Contains(value(row)));
    }

    private (Term, Func<Toy, bool?>) In()
    {
        var (term, value) = Text();
        var list = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => random.Next(4) == 0 ? null : Texts[random.Next(Texts.Length)])
            .ToList();
        return (FunctionTable.Call("in", [term, .. list.Select(item => new Constant(item))]), row => list.Contains(value(row)));
    }

    private (Term, Func<Toy, bool?>) Comparison()
    {
        var name = new[] { "eq", "ne", "gt", "ge", "lt", "le" }[random.Next(6)];
        if (random.Next(3) == 0)
        {
            var (text, other) = (Text(), Text());
            return (
                FunctionTable.Call(name, text.Term, other.Term),
                row => Compare(name, text.Value(row), other.Value(row), ToyOrder.Compare)
            );
        }
        var (a, b) = (Number(2), Number(1));
        return (FunctionTable.Call(name, a.Term, b.Term), row => Compare(name, a.Value(row), b.Value(row), (x, y) => x.CompareTo(y)));
    }

    private static bool Compare<T>(string name, T? a, T? b, Func<T, T, int> compare) =>
        name switch
        {
            "eq" => Equals(a, b),
            "ne" => !Equals(a, b),
            _ when a is null || b is null => false,
            "gt" => compare(a, b) > 0,
            "ge" => compare(a, b) >= 0,
            "lt" => compare(a, b) < 0,
            _ => compare(a, b) <= 0,
        };

    private static bool Compare(string name, decimal? a, decimal? b, Func<decimal, decimal, int> compare) =>
        name switch
        {
            "eq" => a == b,
            "ne" => a != b,
            _ when a is null || b is null => false,
            _ => Compare<decimal>(name, a.Value, b.Value, compare),
        };

    private (Term Term, Func<Toy, string?> Value) Text()
    {
        switch (random.Next(6))
        {
            case 0:
                var constant = Texts[random.Next(Texts.Length)];
                return (new Constant(constant), _ => constant);
            case 1:
                var lower = Text();
                return (FunctionTable.Call("tolower", lower.Term), row => lower.Value(row)?.ToLowerInvariant());
            case 2:
                var (a, b) = (Text(), Text());
                return (FunctionTable.Call("concat", a.Term, b.Term), row => a.Value(row) is { } x && b.Value(row) is { } y ? x + y : null);
            case 3:
                return (Column(nameof(Toy.Name)), row => row.Name);
            default:
                return (Column(nameof(Toy.Note)), row => row.Note);
        }
    }

    /// <summary>Creates a term whose values decimals and doubles represent exactly, so that all number types give the same
    /// result.</summary>
    private (Term Term, Func<Toy, decimal?> Value) Number(int depth)
    {
        switch (depth == 0 ? random.Next(5, 10) : random.Next(10))
        {
            case 0:
                return Calculate("add", depth, (a, b) => a + b);
            case 1:
                return Calculate("sub", depth, (a, b) => a - b);
            case 2:
                return Calculate("mul", depth, (a, b) => a * b);
            case 3:
                var text = Text();
                return (FunctionTable.Call("length", text.Term), row => text.Value(row)?.EnumerateRunes().Count());
            case 4:
                return (FunctionTable.Call("year", Column(nameof(Toy.At))), row => row.At?.Year);
            case 5:
                return (Column(nameof(Toy.Number)), row => row.Number);
            case 6:
                return (Column(nameof(Toy.Big)), row => row.Big);
            case 7:
                return (Column(nameof(Toy.Ratio)), row => row.Ratio);
            case 8:
                return (Column(nameof(Toy.Rate)), row => (decimal?)row.Rate);
            default:
                object constant = random.Next(4) switch
                {
                    0 => 2,
                    1 => 30_000L,
                    2 => 1.5m,
                    _ => 0.5,
                };
                return (new Constant(constant), _ => Convert.ToDecimal(constant, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private (Term, Func<Toy, decimal?>) Calculate(string name, int depth, Func<decimal?, decimal?, decimal?> calculate)
    {
        var (a, b) = (Number(depth - 1), Number(depth - 1));
        return (FunctionTable.Call(name, a.Term, b.Term), row => calculate(a.Value(row), b.Value(row)));
    }

    private Column Column(string name) => rows.Find(name)!;
}
