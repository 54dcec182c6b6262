using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Caching;

/// <summary>Marks fields whose answer depends on their arguments and the data version alone: not on who asks, and not on
/// anything that changes without a new version.</summary>
public static class CachedField
{
    private const string Mark = "cached";

    public static SchemaField Cached(this SchemaField field)
    {
        field.Type.WithMetadata(Mark, true);
        return field;
    }

    /// <summary>Whether all that a document asks for is marked.</summary>
    internal static bool IsCacheable(this GraphQLDocument document, ISchema schema) =>
        document
            .Definitions.OfType<GraphQLOperationDefinition>()
            .All(operation =>
                operation.Operation == OperationType.Query
                && Selection
                    .Fields(operation.SelectionSet, document)
                    .All(field => schema.Query.GetField(field.Name.Value)?.GetMetadata(Mark, false) == true)
            );
}
