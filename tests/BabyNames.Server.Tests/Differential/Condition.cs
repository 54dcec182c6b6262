using System.Text.Json.Nodes;

namespace BabyNames.Server.Tests.Differential;

/// <summary>A condition that can be written as OData, SQL and GraphQL.</summary>
internal abstract record Condition
{
    public abstract string OData { get; }

    /// <summary>The condition in SQL. Its value is true, false or null by the rules of OData.</summary>
    public abstract string Sql { get; }

    /// <summary>Returns the condition, or its negation, as a GraphQL filter. GraphQL negates operators and cannot negate
    /// conditions.</summary>
    /// <returns>Null if GraphQL cannot express the condition.</returns>
    public abstract JsonObject? GraphQL(bool isNegated = false);

    /// <summary>Returns a filter with one operator of a column; null if the column has no such operator in GraphQL.</summary>
    protected static JsonObject? On(RowSetColumn? column, string name, JsonNode? value) =>
        column?.GraphQL is { } path && column.Operators.Contains(name)
            ? path.Reverse().Aggregate(new JsonObject { [name] = value }, (inner, field) => new() { [field] = inner })
            : null;

    protected static JsonObject? Join(string name, JsonObject? left, JsonObject? right) =>
        left is null || right is null ? null : new JsonObject { [name] = new JsonArray(left, right) };
}

internal sealed record Joined(string Name, Condition Left, Condition Right) : Condition
{
    public override string OData => $"({Left.OData} {Name} {Right.OData})";

    public override string Sql => $"({Left.Sql} {Name} {Right.Sql})";

    public override JsonObject? GraphQL(bool isNegated = false)
    {
        var (left, right) = (Left.GraphQL(isNegated), Right.GraphQL(isNegated));
        if ((Name == "and") == isNegated)
            return Join("or", left, right);
        if (left is null || right is null || left.Any(field => right.ContainsKey(field.Key)))
            return Join("and", left, right);
        // GraphQL combines the fields of one object with "and".
        foreach (var (field, value) in right.ToList())
        {
            right.Remove(field);
            left[field] = value;
        }
        return left;
    }
}

internal sealed record Negated(Condition Of) : Condition
{
    public override string OData => $"not ({Of.OData})";

    public override string Sql => $"(NOT {Of.Sql})";

    public override JsonObject? GraphQL(bool isNegated = false) => Of.GraphQL(!isNegated);
}

/// <summary>A comparison. Null equals null, and any other comparison with null is false. The value of a comparison is never null.</summary>
internal sealed record Comparison(Operand Left, string Operator, Operand Right) : Condition
{
    private static readonly Dictionary<string, (string Sql, string GraphQL, string Negated)> Operators = new()
    {
        ["eq"] = ("IS NOT DISTINCT FROM", "eq", "neq"),
        ["ne"] = ("IS DISTINCT FROM", "neq", "eq"),
        ["gt"] = (">", "gt", "ngt"),
        ["ge"] = (">=", "gte", "ngte"),
        ["lt"] = ("<", "lt", "nlt"),
        ["le"] = ("<=", "lte", "nlte"),
    };

    public static IReadOnlyCollection<string> Names => Operators.Keys;

    public override string OData => $"{Left.OData} {Operator} {Right.OData}";

    public override string Sql => $"COALESCE({Left.Sql} {Operators[Operator].Sql} {Right.Sql}, FALSE)";

    // The other operators of GraphQL do not accept null.
    public override JsonObject? GraphQL(bool isNegated = false) =>
        Right.Literal is { } literal
        && Left.Column is { } column
        && literal.Json(column, out var value)
        && (value is not null || Operator is "eq" or "ne")
            ? On(column, isNegated ? Operators[Operator].Negated : Operators[Operator].GraphQL, value)
            : null;
}

/// <summary>Tests whether a column has one of several values. The values may include null.</summary>
internal sealed record Listed(Operand Left, IReadOnlyList<Literal> Items) : Condition
{
    private bool HasNull => Items.Any(item => item.Value is null);

    private IEnumerable<Literal> Values => Items.Where(item => item.Value is not null);

    public override string OData => $"{Left.OData} in ({string.Join(',', Items.Select(item => item.OData))})";

    public override string Sql => $"({string.Join(" OR ", Items.Select(item => $"{Left.Sql} IS NOT DISTINCT FROM {item.Sql}"))})";

    public override JsonObject? GraphQL(bool isNegated = false)
    {
        var values = new JsonArray();
        foreach (var item in Values)
        {
            if (!item.Json(Left.Column!, out var value))
                return null;
            values.Add(value);
        }
        var listed = On(Left.Column, isNegated ? "nin" : "in", values);
        // Lists in GraphQL filters cannot contain null.
        return !HasNull ? listed : Join(isNegated ? "and" : "or", listed, On(Left.Column, isNegated ? "neq" : "eq", null));
    }
}

/// <summary>Tests whether a column contains a text, starts with it or ends with it. If the column is null, the value is null, or false if
/// the test is compared with true.</summary>
internal sealed record TextTest(Operand Left, string Function, string Text, bool IsCompared) : Condition
{
    private static readonly Dictionary<string, (string OData, string Sql)> Functions = new()
    {
        ["contains"] = ("contains", "STRPOS({0}, {1}) > 0"),
        ["startsWith"] = ("startswith", "LEFT({0}, LENGTH({1})) = {1}"),
        ["endsWith"] = ("endswith", "RIGHT({0}, LENGTH({1})) = {1}"),
    };

    private Literal Literal => new(Text);

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    public override string OData => $"{Functions[Function].OData}({Left.OData},{Literal.OData}){(IsCompared ? " eq true" : "")}";

    public override string Sql
    {
        get
        {
            var test = string.Format(null, Functions[Function].Sql, Left.Sql, Literal.Sql);
            return IsCompared ? $"COALESCE({test}, FALSE)" : $"({test})";
        }
    }

    public override JsonObject? GraphQL(bool isNegated = false)
    {
        var test = On(Left.Column, isNegated ? $"n{Function}" : Function, Text);
        return isNegated && !IsCompared ? Join("and", test, On(Left.Column, "neq", null)) : test;
    }
}
