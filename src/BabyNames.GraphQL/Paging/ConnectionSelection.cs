using System.Runtime.CompilerServices;
using BabyNames.GraphQLEngine.Entities;
using BabyNames.GraphQLEngine.Projection;
using BabyNames.GraphQLEngine.Sorting;
using GraphQL;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Paging;

/// <summary>What a request selects of a connection.</summary>
/// <param name="Nodes">Members of the nodes.</param>
/// <param name="HasCursors">Whether the columns of the order are read as well.</param>
/// <param name="Counts">Whether the total count is asked for.</param>
/// <param name="Reads">Whether anything else is.</param>
/// <param name="Text">Selections of the same columns have the same text.</param>
internal sealed record ConnectionSelection(Selection Nodes, bool HasCursors, bool Counts, bool Reads, string Text)
{
    // Documents are kept; what follows from one alone is worked out once.
    private static readonly ConditionalWeakTable<GraphQLField, ConnectionSelection> Known = [];

    public static ConnectionSelection Of(EntityType entity, IResolveFieldContext context) =>
        Known.TryGetValue(context.FieldAst, out var known)
            ? known
            : Known.GetValue(context.FieldAst, field => Read(entity, field, context.Document));

    /// <summary>From the entity to one of its own kind with the columns that are read.</summary>
    public System.Linq.Expressions.LambdaExpression ToExpression(SortOrder order) =>
        (HasCursors ? Nodes.With(order.Keys) : Nodes).ToExpression();

    private static ConnectionSelection Read(EntityType entity, GraphQLField connection, GraphQLDocument document)
    {
        var (nodes, hasCursors, counts, reads) = (new Selection(entity), false, false, false);
        foreach (var field in Selection.Fields(connection.SelectionSet, document))
        {
            counts |= field.Name.Value == "totalCount";
            reads |= field.Name.Value == "nodes" || field.Name.Value == "edges" || field.Name.Value == "pageInfo";
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
        return new(nodes, hasCursors, counts, reads, hasCursors ? $"{nodes}+" : $"{nodes}");
    }
}
