using System.Collections;
using BabyNames.GraphQLEngine.Filtering;
using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Cost;

/// <summary>Adds up what a valid operation costs. What <c>@skip</c> leaves out costs all the same.</summary>
internal sealed class CostAnalysis(ValidationContext context, GraphQLLimits limits)
{
    private const int Resolver = 10;
    private const int Argument = 10;
    private const int Relation = 1;

    // Of a field that its own limit refuses anyway; keeps the sums within their type.
    private const long Most = int.MaxValue;

    private readonly IGraphType _root = context.Operation.Operation switch
    {
        OperationType.Mutation => context.Schema.Mutation!,
        OperationType.Subscription => context.Schema.Subscription!,
        _ => context.Schema.Query,
    };

    private long _fields;
    private readonly Dictionary<string, FieldCost> _fieldsOfRoot = [];
    private long _types;
    private long _read;
    private int _queries;

    public static OperationCost Of(ValidationContext context, GraphQLLimits limits) => new CostAnalysis(context, limits).Sum();

    private OperationCost Sum()
    {
        _types = 1;
        Add(context.Operation.SelectionSet, _root, times: 1, page: 1);
        return new(
            _fields + _read / OperationCost.RowsReadForOne,
            _types,
            _fieldsOfRoot,
            Math.Clamp(_queries, 1, limits.MaxParallelFields)
        );
    }

    /// <param name="times">How many objects there are to select from.</param>
    /// <param name="page">Nodes of the page that the lists among the fields hold.</param>
    private void Add(GraphQLSelectionSet? set, IGraphType? parent, long times, long page)
    {
        foreach (var node in set?.Selections ?? [])
        {
            switch (node)
            {
                case GraphQLField field when (parent as IComplexGraphType)?.GetField(field.Name.Value) is { } definition:
                    Add(field, definition, parent == _root, times, page);
                    break;
                case GraphQLInlineFragment inline:
                    Add(
                        inline.SelectionSet,
                        inline.TypeCondition is { } condition ? context.Schema.AllTypes[condition.Type.Name.Value] : parent,
                        times,
                        page
                    );
                    break;
                case GraphQLFragmentSpread spread:
                    var fragment = context.Document.FindFragmentDefinition(spread.FragmentName.Name.Value)!;
                    Add(fragment.SelectionSet, context.Schema.AllTypes[fragment.TypeCondition.Type.Name.Value], times, page);
                    break;
            }
        }
    }

    private void Add(GraphQLField field, FieldType definition, bool isRoot, long times, long page)
    {
        var arguments = context.ArgumentValues?.TryGetValue(field, out var given) == true ? given : null;
        var rows = isRoot && definition.Estimator() is { } estimator ? estimator(new(arguments, Counts(field))) : default;
        var size = rows.Size ?? (definition.Arguments?.Find("first") is null ? null : PageSize(arguments));
        var before = _types;
        if (isRoot && field.SelectionSet is not null)
            _queries++;
        _read += Math.Clamp(rows.Read, 0, Most);
        var isList =
            (definition.ResolvedType as NonNullGraphType)?.ResolvedType is ListGraphType || definition.ResolvedType is ListGraphType;
        var objects = isList ? Math.Min(times * (size ?? page), Most) : times;
        var type = definition.ResolvedType!.GetNamedType();
        if (type is not ScalarGraphType)
            _types += objects;
        _fields +=
            times
            * (
                isRoot ? Resolver + Conditions(arguments)
                : type is ScalarGraphType ? 0
                : Relation
            );
        Add(field.SelectionSet, type, objects, isList ? Math.Max(rows.Nested, 1) : size ?? 1);
        if (isRoot && size is { } expected)
            Keep((field.Alias?.Name ?? field.Name).StringValue, expected * (rows.Nested > 1 ? 1 + rows.Nested : 1), _types - before);
    }

    /// <summary>Fields of the same name in the answer are one.</summary>
    private void Keep(string name, long rows, long objects)
    {
        var known = _fieldsOfRoot.GetValueOrDefault(name) ?? new(0, 0);
        _fieldsOfRoot[name] = new(known.Rows + rows, known.Objects + objects);
    }

    private bool Counts(GraphQLField field) =>
        Selection.Fields(field.SelectionSet, context.Document).Any(selected => selected.Name.Value == "totalCount");

    /// <summary>By value. More than a page may have is refused by the field, which says it better.</summary>
    private long PageSize(IDictionary<string, ArgumentValue>? arguments) =>
        Math.Clamp((Value(arguments, "first") ?? Value(arguments, "last")) as int? ?? limits.DefaultPageSize, 0, limits.MaxPageSize);

    private static long Conditions(IDictionary<string, ArgumentValue>? arguments) =>
        (Value(arguments, "order") is null ? 0 : Argument) + (Value(arguments, "where") is { } where ? Argument + Operations(where) : 0);

    /// <summary>Of all conditions in a <c>where</c>.</summary>
    private static long Operations(object? value) =>
        value switch
        {
            IDictionary<string, object?> conditions => conditions.Sum(condition =>
                condition.Value is IDictionary<string, object?> || condition.Key is "and" or "or"
                    ? Operations(condition.Value)
                    : FilterOperation.CostOf(condition.Key)
            ),
            IEnumerable list and not string => list.Cast<object?>().Sum(Operations),
            _ => 0,
        };

    private static object? Value(IDictionary<string, ArgumentValue>? arguments, string name) =>
        arguments?.TryGetValue(name, out var argument) == true ? argument.Value : null;
}
