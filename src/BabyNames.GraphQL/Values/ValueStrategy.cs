using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>Executes queries. GraphQL.NET creates a node for every field of every row. Below a field whose types have only
/// <see cref="ValueResolver"/>s, this class compiles the selection to a writer, once for each document, and writes the value by it. A page
/// of 100 rows with five fields each is one node instead of 800.</summary>
internal sealed class ValueStrategy : ParallelExecutionStrategy
{
    private readonly ConcurrentDictionary<IGraphType, bool> _hasOnlyValues = new();
    private readonly ConditionalWeakTable<GraphQLField, ValueWriter> _writers = [];

    protected override ExecutionNode BuildExecutionNode(
        ExecutionNode parent,
        IGraphType graphType,
        GraphQLField field,
        FieldType fieldDefinition,
        int? indexInParentNode = null
    ) =>
        parent is ObjectExecutionNode
        && graphType.GetNamedType() is IObjectGraphType
        && _hasOnlyValues.GetOrAdd(graphType.GetNamedType(), HasOnlyValues)
            ? new ValueNode(parent, graphType, field, fieldDefinition, indexInParentNode)
            : base.BuildExecutionNode(parent, graphType, field, fieldDefinition, indexInParentNode);

    protected override async Task CompleteNodeAsync(ExecutionContext context, ExecutionNode node)
    {
        await base.CompleteNodeAsync(context, node);
        if (node is ValueNode { Result: { } value })
            node.Result = new SelectedValue(value, GetWriter(context, node));
    }

    private ValueWriter GetWriter(ExecutionContext context, ExecutionNode node)
    {
        var field = node.Field!;
        if (_writers.TryGetValue(field, out var cached))
            return cached;
        var selection = new ValueSelection(context.Schema, (type, set) => CollectFieldsFrom(context, type, set, null));
        var writer = selection.Compile(node.FieldDefinition!.ResolvedType!, field.SelectionSet);
        // With directives the fields depend on the variables of a request, so the writer cannot be cached.
        return HasDirectives(field.SelectionSet, context.Document) ? writer : _writers.GetValue(field, _ => writer);
    }

    private static bool HasDirectives(GraphQLSelectionSet? set, GraphQLDocument document) =>
        (set?.Selections ?? []).Any(node =>
            node is IHasDirectivesNode { Directives.Count: > 0 }
            || node switch
            {
                GraphQLField field => HasDirectives(field.SelectionSet, document),
                GraphQLInlineFragment inline => HasDirectives(inline.SelectionSet, document),
                GraphQLFragmentSpread spread => HasDirectives(Selection.Fragment(document, spread).SelectionSet, document),
                _ => false,
            }
        );

    private static bool HasOnlyValues(IGraphType type) => HasOnlyValues(type, []);

    private static bool HasOnlyValues(IGraphType type, HashSet<IGraphType> seen) =>
        type switch
        {
            ScalarGraphType => true,
            IObjectGraphType complex => !seen.Add(complex)
                || complex.Fields.All(field => field.Resolver is ValueResolver && HasOnlyValues(field.ResolvedType!.GetNamedType(), seen)),
            _ => false,
        };
}
