using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>An operator of a filter.</summary>
/// <param name="Name">Name of the input field.</param>
/// <param name="Description">Description for the schema.</param>
/// <param name="Build">Builds the condition.</param>
/// <param name="TakesList">Whether the operand is a list.</param>
internal sealed record FilterOperation(string Name, string Description, FilterOperation.Builder Build, bool TakesList = false)
{
    /// <summary>Builds the condition of an operator.</summary>
    /// <param name="value">The operand, which may be null.</param>
    public delegate Term Builder(Column column, object? value);

    private static readonly FilterOperation[] Equality =
    [
        new("eq", "Equal to this value. Null equals null.", Call("eq")),
        new("neq", "Not equal to this value. Null is not equal to any other value.", Call("ne")),
        new("in", "Equal to one of these values.", In, TakesList: true),
        new("nin", "Equal to none of these values.", (column, value) => Not(In(column, value)), TakesList: true),
    ];

    // A comparison with null is false, and its negation is true.
    private static readonly FilterOperation[] Order =
    [
        .. WithNegation("gt", "Greater than this value", Call("gt")),
        .. WithNegation("gte", "Greater than or equal to this value", Call("ge")),
        .. WithNegation("lt", "Less than this value", Call("lt")),
        .. WithNegation("lte", "Less than or equal to this value", Call("le")),
    ];

    private static readonly FilterOperation[] Text =
    [
        .. WithNegation("contains", "Contains this text, case-sensitive", TestText("contains")),
        .. WithNegation("startsWith", "Starts with this text, case-sensitive", TestText("startswith")),
        .. WithNegation("endsWith", "Ends with this text, case-sensitive", TestText("endswith")),
    ];

    private static readonly FilterOperation[] FoldedText =
    [
        .. WithNegation("eqInsensitive", "Equal to this text, ignoring case and accents: elodie equals Élodie", TestFolded("eq")),
        .. WithNegation("containsInsensitive", "Contains this text, ignoring case and accents", TestFolded("contains")),
        .. WithNegation("startsWithInsensitive", "Starts with this text, ignoring case and accents", TestFolded("startswith")),
        .. WithNegation("endsWithInsensitive", "Ends with this text, ignoring case and accents", TestFolded("endswith")),
    ];

    private static readonly Dictionary<string, FilterOperation> ByName = Equality
        .Concat(Order)
        .Concat(Text)
        .Concat(FoldedText)
        .ToDictionary(operation => operation.Name);

    /// <summary>The operators for which PostgreSQL cannot use an index.</summary>
    private static readonly HashSet<string> WithoutIndex =
    [
        "contains",
        "ncontains",
        "endsWith",
        "nendsWith",
        .. FoldedText.Select(operation => operation.Name),
    ];

    /// <summary>Returns the operator with this name.</summary>
    public static FilterOperation Find(string name) => ByName[name];

    /// <summary>Returns the cost of a condition: 10, or 20 for operators that cannot use an index.</summary>
    public static int CostOf(string name) => WithoutIndex.Contains(name) ? 20 : 10;

    /// <summary>Returns the operators for a type of columns, in the order of the schema.</summary>
    public static IEnumerable<FilterOperation> ForType(ScalarGraphType type, Scalars scalars) =>
        type switch
        {
            EnumerationGraphType => Equality,
            BooleanGraphType => Equality.Take(2),
            _ when type == scalars.String => Equality.Concat(Text).Concat(FoldedText),
            _ => Equality.Concat(Order),
        };

    private static IEnumerable<FilterOperation> WithNegation(string name, string description, Builder build) =>
        [
            new(name, $"{description}.", build),
            new($"n{name}", $"Negation of {name}. It is also true for null.", (column, value) => Not(build(column, value))),
        ];

    private static Builder Call(string function) => (column, value) => FunctionTable.Call(function, column, new Constant(value));

    private static Term Not(Term condition) => FunctionTable.Call("not", condition);

    private static Term In(Column column, object? value) =>
        value is IEnumerable<object?> items
            ? FunctionTable.Call("in", [column, .. items.Select(item => new Constant(item))])
            : new Constant(false);

    /// <summary>Builds a condition that is false for null, so that its negation is true for null.</summary>
    private static Builder TestText(string function) =>
        (column, value) =>
            value is null
                ? new Constant(false)
                : FunctionTable.Call("eq", FunctionTable.Call(function, column, new Constant(value)), new Constant(true));

    /// <summary>Builds a condition on text without case and accents. It is false for null, as that of <see cref="TestText"/>.</summary>
    private static Builder TestFolded(string function) =>
        (column, value) =>
            value is null
                ? new Constant(false)
                : FunctionTable.Call("eq", FunctionTable.Call(function, Fold(column), Fold(new Constant(value))), new Constant(true));

    private static Term Fold(Term text) => FunctionTable.Call("fold", text);
}
