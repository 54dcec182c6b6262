using BabyNames.GraphQLEngine.Entities;
using BabyNames.Queries;
using GraphQL.Types;

namespace BabyNames.GraphQLEngine.Filtering;

/// <summary>One operator of a filter: its name, its description and the condition that it makes.</summary>
internal sealed record FilterOperation(string Name, string Description, FilterOperation.Builder Build, bool TakesList = false)
{
    /// <param name="value">May be null.</param>
    public delegate Term Builder(Column column, object? value);

    private static readonly FilterOperation[] Equality =
    [
        new("eq", "Equal to this; null matches what is not there.", Call("eq")),
        new("neq", "Not equal to this.", Call("ne")),
        new("in", "One of these.", In, TakesList: true),
        new("nin", "None of these.", (column, value) => Not(In(column, value)), TakesList: true),
    ];

    // A comparison with null is false, and its negation is true.
    private static readonly FilterOperation[] Order =
    [
        .. Both("gt", "Greater than this.", Call("gt")),
        .. Both("gte", "Greater than or equal to this.", Call("ge")),
        .. Both("lt", "Less than this.", Call("lt")),
        .. Both("lte", "Less than or equal to this.", Call("le")),
    ];

    private static readonly FilterOperation[] Text =
    [
        .. Both("contains", "Has this inside. Case counts.", TestText("contains")),
        .. Both("startsWith", "Starts with this. Case counts.", TestText("startswith")),
        .. Both("endsWith", "Ends with this. Case counts.", TestText("endswith")),
    ];

    private static readonly FilterOperation[] FoldedText =
    [
        .. Both("eqInsensitive", "Equal to this. Case and accents do not count: elodie equals Élodie.", Folded("eq")),
        .. Both("containsInsensitive", "Has this inside. Case and accents do not count.", Folded("contains")),
        .. Both("startsWithInsensitive", "Starts with this. Case and accents do not count.", Folded("startswith")),
        .. Both("endsWithInsensitive", "Ends with this. Case and accents do not count.", Folded("endswith")),
    ];

    private static readonly Dictionary<string, FilterOperation> ByName = Equality
        .Concat(Order)
        .Concat(Text)
        .Concat(FoldedText)
        .ToDictionary(operation => operation.Name);

    private static readonly HashSet<string> Scans =
    [
        "contains",
        "ncontains",
        "endsWith",
        "nendsWith",
        .. FoldedText.Select(operation => operation.Name),
    ];

    public static FilterOperation Find(string name) => ByName[name];

    /// <summary>Of one condition; twice as much where no index can help.</summary>
    public static int CostOf(string name) => Scans.Contains(name) ? 20 : 10;

    /// <summary>The operators that a kind of column has, in the order in which they are shown.</summary>
    public static IEnumerable<FilterOperation> On(ScalarGraphType type, Scalars scalars) =>
        type switch
        {
            EnumerationGraphType => Equality,
            BooleanGraphType => Equality.Take(2),
            _ when type == scalars.String => Equality.Concat(Text).Concat(FoldedText),
            _ => Equality.Concat(Order),
        };

    private static IEnumerable<FilterOperation> Both(string name, string description, Builder build) =>
        [new(name, description, build), new($"n{name}", $"Not: {description}", (column, value) => Not(build(column, value)))];

    private static Builder Call(string function) => (column, value) => FunctionTable.Call(function, column, new Constant(value));

    private static Term Not(Term condition) => FunctionTable.Call("not", condition);

    private static Term In(Column column, object? value) =>
        value is IEnumerable<object?> items
            ? FunctionTable.Call("in", [column, .. items.Select(item => new Constant(item))])
            : new Constant(false);

    /// <summary>Makes a condition that is false where a value is null, so that its negation is true there.</summary>
    private static Builder TestText(string function) =>
        (column, value) =>
            value is null
                ? new Constant(false)
                : FunctionTable.Call("eq", FunctionTable.Call(function, column, new Constant(value)), new Constant(true));

    /// <summary>Makes a condition on texts without case and accents, as <see cref="TestText"/>.</summary>
    private static Builder Folded(string function) =>
        (column, value) =>
            value is null
                ? new Constant(false)
                : FunctionTable.Call("eq", FunctionTable.Call(function, Fold(column), Fold(new Constant(value))), new Constant(true));

    private static Term Fold(Term text) => FunctionTable.Call("fold", text);
}
