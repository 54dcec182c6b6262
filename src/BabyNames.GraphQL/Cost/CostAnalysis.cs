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

/// <summary>Calculates the maximum cost of a valid operation. Fields that <c>@skip</c> omits count, too.</summary>
internal sealed class CostAnalysis(ValidationContext context, GraphQLLimits limits)
{
    private const int ResolverCost = 10;
    private const int ArgumentCost = 10;
    private const int RelationCost = 1;

    // Bounds the sums, so that they do not overflow. Such a field exceeds its own limit anyway.
    private const long MaxCount = int.MaxValue;

    private readonly IGraphType _root = context.Operation.Operation switch
    {
        OperationType.Mutation => context.Schema.Mutation!,
        OperationType.Subscription => context.Schema.Subscription!,
        _ => context.Schema.Query,
    };

    private readonly Dictionary<string, FieldCost> _rootFields = [];
    private long _fieldCost;
    private long _typeCost;
    private long _rowsRead;
    private int _queries;

    /// <summary>Calculates the cost of the operation of a validation.</summary>
    public static OperationCost Analyze(ValidationContext context, GraphQLLimits limits) => new CostAnalysis(context, limits).Sum();

    private OperationCost Sum()
    {
        _typeCost = 1;
        Add(context.Operation.SelectionSet, _root, times: 1, page: 1);
        return new(
            _fieldCost + _rowsRead / OperationCost.RowsReadForOne,
            _typeCost,
            _rootFields,
            Math.Clamp(_queries, 1, limits.MaxParallelFields)
        );
    }

    /// <param name="times">Number of the objects from which the fields are selected.</param>
    /// <param name="page">Number of items of each list among the fields.</param>
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
        var arguments = context.ArgumentValues?.TryGetValue(field, out var values) == true ? values : null;
        var rows = isRoot && definition.Estimator() is { } estimator ? estimator(new(arguments, SelectsCount(field))) : default;
        var size = rows.Size ?? (definition.Arguments?.Find("first") is null ? null : PageSize(arguments));
        var before = _typeCost;
        if (isRoot && field.SelectionSet is not null)
            _queries++;
        _rowsRead += Math.Clamp(rows.Read, 0, MaxCount);
        var isList =
            (definition.ResolvedType as NonNullGraphType)?.ResolvedType is ListGraphType || definition.ResolvedType is ListGraphType;
        var objects = isList ? Math.Min(times * (size ?? page), MaxCount) : times;
        var type = definition.ResolvedType!.GetNamedType();
        if (type is not ScalarGraphType)
            _typeCost += objects;
        _fieldCost +=
            times
            * (
                isRoot ? ResolverCost + Conditions(arguments)
                : type is ScalarGraphType ? 0
                : RelationCost
            );
        Add(field.SelectionSet, type, objects, isList ? Math.Max(rows.Nested, 1) : size ?? 1);
        if (isRoot && size is { } expected)
            AddRootField(
                (field.Alias?.Name ?? field.Name).StringValue,
                expected * (rows.Nested > 1 ? 1 + rows.Nested : 1),
                _typeCost - before
            );
    }

    /// <summary>Adds a field of the query type. Fields with the same name in the response are one.</summary>
    private void AddRootField(string name, long rows, long objects)
    {
        var sum = _rootFields.GetValueOrDefault(name) ?? new(0, 0);
        _rootFields[name] = new(sum.Rows + rows, sum.Objects + objects);
    }

    private bool SelectsCount(GraphQLField field) =>
        Selection.Fields(field.SelectionSet, context.Document).Any(selected => selected.Name.Value == "totalCount");

    /// <summary>Returns the page size, at most its limit. The field refuses a larger one with a better message.</summary>
    private long PageSize(IDictionary<string, ArgumentValue>? arguments) =>
        Math.Clamp((Value(arguments, "first") ?? Value(arguments, "last")) as int? ?? limits.DefaultPageSize, 0, limits.MaxPageSize);

    private static long Conditions(IDictionary<string, ArgumentValue>? arguments) =>
        (Value(arguments, "order") is null ? 0 : ArgumentCost)
        + (Value(arguments, "where") is { } where ? ArgumentCost + Operations(where) : 0);

    /// <summary>Returns the cost of all conditions in a <c>where</c>.</summary>
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
