using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace BabyNames.GraphQLEngine.Values;

/// <summary>Executes queries. Below a field whose types are read by <see cref="ValueResolver"/> alone it makes no node for
/// every field of every row, as GraphQL.NET does: the selection becomes a writer, once for each document, and the value is
/// written by it. A page of 100 rows with five fields each is one node instead of 800.</summary>
internal sealed class ValueStrategy : ParallelExecutionStrategy
{
    private readonly ConcurrentDictionary<IGraphType, bool> _plain = new();
    private readonly ConditionalWeakTable<GraphQLField, ValueWriter> _writers = [];

    protected override ExecutionNode BuildExecutionNode(
        ExecutionNode parent,
        IGraphType graphType,
        GraphQLField field,
        FieldType fieldDefinition,
        int? indexInParentNode = null
    ) =>
        parent is ObjectExecutionNode && graphType.GetNamedType() is IObjectGraphType && _plain.GetOrAdd(graphType.GetNamedType(), IsPlain)
            ? new ValueNode(parent, graphType, field, fieldDefinition, indexInParentNode)
            : base.BuildExecutionNode(parent, graphType, field, fieldDefinition, indexInParentNode);

    protected override async Task CompleteNodeAsync(ExecutionContext context, ExecutionNode node)
    {
        await base.CompleteNodeAsync(context, node);
        if (node is ValueNode { Result: { } value })
            node.Result = new SelectedValue(value, WriterOf(context, node));
    }

    private ValueWriter WriterOf(ExecutionContext context, ExecutionNode node)
    {
        var field = node.Field!;
        if (_writers.TryGetValue(field, out var known))
            return known;
        var selection = new ValueSelection(context.Schema, (type, set) => CollectFieldsFrom(context, type, set, null));
        var writer = selection.Compile(node.FieldDefinition!.ResolvedType!, field.SelectionSet);
        // What a directive leaves out depends on the variables of a request.
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

    private static bool IsPlain(IGraphType type) => IsPlain(type, []);

    private static bool IsPlain(IGraphType type, HashSet<IGraphType> seen) =>
        type switch
        {
            ScalarGraphType => true,
            IObjectGraphType complex => !seen.Add(complex)
                || complex.Fields.All(field => field.Resolver is ValueResolver && IsPlain(field.ResolvedType!.GetNamedType(), seen)),
            _ => false,
        };
}
