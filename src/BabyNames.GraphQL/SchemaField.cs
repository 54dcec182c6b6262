using GraphQL.Types;

namespace BabyNames.GraphQLEngine;

/// <summary>A field of a schema, to which attributes such as caching and authorization can be added.</summary>
public sealed class SchemaField
{
    internal SchemaField(FieldType type) => Type = type;

    internal FieldType Type { get; }
}
