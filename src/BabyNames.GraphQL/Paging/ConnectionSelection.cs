using System.Runtime.CompilerServices;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Projection;
using BabyNames.GraphQLEngine.Sorting;
using GraphQL;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>The fields of a connection that a request selects.</summary>
/// <param name="Nodes">The selected members of the nodes.</param>
/// <param name="HasCursors">Whether cursors are selected, for which the columns of the order are read.</param>
/// <param name="IsCounted">Whether the total count is selected.</param>
/// <param name="IsRead">Whether nodes, edges or page info are selected.</param>
/// <param name="Text">A text that is the same for selections of the same columns.</param>
internal sealed record ConnectionSelection(Selection Nodes, bool HasCursors, bool IsCounted, bool IsRead, string Text)
{
    // The selections of cached documents are cached with them.
    private static readonly ConditionalWeakTable<GraphQLField, ConnectionSelection> Cache = [];

    /// <summary>Returns the selection of the current field.</summary>
    public static ConnectionSelection Get(EntityType entity, IResolveFieldContext context) =>
        Cache.TryGetValue(context.FieldAst, out var cached)
            ? cached
            : Cache.GetValue(context.FieldAst, field => Read(entity, field, context.Document));

    /// <summary>Returns a projection of an entity to an object of the same class with only the columns to read.</summary>
    public System.Linq.Expressions.LambdaExpression ToExpression(SortOrder order) =>
        (HasCursors ? Nodes.With(order.Keys) : Nodes).ToExpression();

    private static ConnectionSelection Read(EntityType entity, GraphQLField connection, GraphQLDocument document)
    {
        var (nodes, hasCursors, isCounted, isRead) = (new Selection(entity), false, false, false);
        foreach (var field in Selection.Fields(connection.SelectionSet, document))
        {
            isCounted |= field.Name.Value == "totalCount";
            isRead |= field.Name.Value == "nodes" || field.Name.Value == "edges" || field.Name.Value == "pageInfo";
            hasCursors |= field.Name.Value == "pageInfo";
            if (field.Name.Value == "nodes")
                nodes.Add(field.SelectionSet, document);
            if (field.Name.Value != "edges")
                continue;
            foreach (var part in Selection.Fields(field.SelectionSet, document))
            {
                hasCursors |= part.Name.Value == "cursor";
                if (part.Name.Value == "node")
                    nodes.Add(part.SelectionSet, document);
            }
        }
        return new(nodes, hasCursors, isCounted, isRead, hasCursors ? $"{nodes}+" : $"{nodes}");
    }
}
