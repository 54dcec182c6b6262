using GraphQL.Types;

namespace BabyNames.GraphQLEngine;

/// <summary>A field that was added to a schema.</summary>
public sealed class SchemaField
{
    internal SchemaField(FieldType type) => Type = type;

    internal FieldType Type { get; }
}
