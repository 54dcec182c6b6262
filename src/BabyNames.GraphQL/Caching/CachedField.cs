using BabyNames.GraphQLEngine.Projection;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Caching;

/// <summary>Marks fields whose result depends only on their arguments and the data version: neither on the user nor on values that change
/// without a new version.</summary>
public static class CachedField
{
    private const string Key = "cached";

    /// <summary>Allows responses to be cached that have only this field and others that are marked.</summary>
    public static SchemaField Cached(this SchemaField field)
    {
        field.Type.WithMetadata(Key, true);
        return field;
    }

    /// <summary>Whether all fields that a document selects from the query type are marked.</summary>
    internal static bool IsCacheable(this GraphQLDocument document, ISchema schema) =>
        document
            .Definitions.OfType<GraphQLOperationDefinition>()
            .All(operation =>
                operation.Operation == OperationType.Query
                && Selection
                    .Fields(operation.SelectionSet, document)
                    .All(field => schema.Query.GetField(field.Name.Value)?.GetMetadata(Key, false) == true)
            );
}
