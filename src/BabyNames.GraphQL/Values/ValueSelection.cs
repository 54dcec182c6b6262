using System.Collections;
using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BabyNames.GraphQLEngine.Values;

using Collected = Dictionary<string, (GraphQLField Field, FieldType Type)>;

/// <summary>Compiles a selection to a writer, whose output is the same as that of GraphQL.NET.</summary>
/// <param name="collect">Method of GraphQL.NET that returns the fields of a selection set by their names in the response, after fragments
/// and directives are applied.</param>
internal sealed class ValueSelection(ISchema schema, Func<IGraphType, GraphQLSelectionSet, Collected> collect)
{
    /// <summary>Compiles the writer of a type.</summary>
    public ValueWriter Compile(IGraphType type, GraphQLSelectionSet? set) =>
        type switch
        {
            NonNullGraphType nonNull => NonNull(Compile(nonNull.ResolvedType!, set)),
            ListGraphType list => List(Compile(list.ResolvedType!, set)),
            ScalarGraphType scalar => Scalar(scalar),
            _ => Object([.. collect(type, set!).Select(field => Field(type, field.Key, field.Value))]),
        };

    private Field Field(IGraphType parent, string name, (GraphQLField Field, FieldType Type) selected)
    {
        var resolver = selected.Type == schema.TypeNameMetaFieldType ? new(_ => parent.Name) : (ValueResolver)selected.Type.Resolver!;
        if (resolver.Write is { } write)
            return new(JsonEncodedText.Encode(name), (writer, source, _) => write(writer, source!));
        var (get, value) = (resolver.Get, Compile(selected.Type.ResolvedType!, selected.Field.SelectionSet));
        return new(JsonEncodedText.Encode(name), (writer, source, options) => value(writer, get(source!), options));
    }

    private static ValueWriter NonNull(ValueWriter inner) =>
        (writer, value, options) =>
            inner(writer, value ?? throw new InvalidOperationException("A value of a non-null field is null."), options);

    private static ValueWriter List(ValueWriter item) =>
        (writer, value, options) =>
        {
            if (value is null)
            {
                writer.WriteNullValue();
                return;
            }
            writer.WriteStartArray();
            foreach (var itemValue in (IEnumerable)value)
                item(writer, itemValue, options);
            writer.WriteEndArray();
        };

    private static ValueWriter Object(Field[] fields) =>
        (writer, value, options) =>
        {
            if (value is null)
            {
                writer.WriteNullValue();
                return;
            }
            writer.WriteStartObject();
            foreach (var field in fields)
            {
                writer.WritePropertyName(field.Name);
                field.Write(writer, value, options);
            }
            writer.WriteEndObject();
        };

    private static ValueWriter Scalar(ScalarGraphType scalar) =>
        (writer, value, options) =>
        {
            switch (scalar.Serialize(value))
            {
                case null:
                    writer.WriteNullValue();
                    break;
                case string text:
                    writer.WriteStringValue(text);
                    break;
                case int number:
                    writer.WriteNumberValue(number);
                    break;
                case long number:
                    writer.WriteNumberValue(number);
                    break;
                case var other:
                    JsonSerializer.Serialize(writer, other, options);
                    break;
            }
        };
}

/// <summary>A field of a selection.</summary>
/// <param name="Name">Name in the response.</param>
/// <param name="Write">Writes the field of a value.</param>
internal sealed record Field(JsonEncodedText Name, ValueWriter Write);
