using System.Text.Json;
using BabyNames.Server.Tests.Access;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>One argument or input field of a schema, with a function that writes a selection that contains a value at this
/// position.</summary>
/// <param name="Operation">The operation type: <c>query</c>, <c>mutation</c> or <c>subscription</c>.</param>
/// <param name="Path">The operation type, the root field, the argument and the input fields down to this position, for assertion
/// messages.</param>
/// <param name="Type">The type of the argument or input field, as introspection returns it.</param>
/// <param name="Select">Writes the selection of the root field from the value at this position, a GraphQL literal or variable.</param>
internal sealed record InputPosition(string Operation, string Path, JsonElement Type, Func<string, string> Select)
{
    /// <summary>Returns every argument and input field of the schema. The fields of an input type are returned once for each operation
    /// type, in the first position that has the type.</summary>
    public static IEnumerable<InputPosition> All(JsonElement schema)
    {
        foreach (var operation in new[] { "query", "mutation", "subscription" })
        {
            var visitedTypes = new HashSet<string>();
            var pending = new Queue<InputPosition>(
                SampleOperation.Fields(schema, operation).SelectMany(field => Arguments(schema, operation, field))
            );
            while (pending.TryDequeue(out var position))
            {
                yield return position;
                var named = SampleOperation.Unwrapped(position.Type);
                if (named.GetProperty("kind").GetString() != "INPUT_OBJECT" || !visitedTypes.Add(named.GetProperty("name").GetString()!))
                    continue;
                foreach (var inner in Fields(schema, position, SampleOperation.Named(schema, named.GetProperty("name").GetString()!)))
                    pending.Enqueue(inner);
            }
        }
    }

    /// <summary>Returns the position of a field of the input object at this position. The input object has no other field in the selection,
    /// so it must not have required fields.</summary>
    public InputPosition Field(JsonElement field)
    {
        var name = field.GetProperty("name").GetString();
        return new(Operation, $"{Path}.{name}", field.GetProperty("type"), value => Select($"{{ {name}: {value} }}"));
    }

    /// <summary>Returns the type in GraphQL syntax, for example <c>[String!]!</c>.</summary>
    public static string Text(JsonElement type) =>
        type.GetProperty("kind").GetString() switch
        {
            "NON_NULL" => $"{Text(type.GetProperty("ofType"))}!",
            "LIST" => $"[{Text(type.GetProperty("ofType"))}]",
            _ => type.GetProperty("name").GetString()!,
        };

    private static IEnumerable<InputPosition> Arguments(JsonElement schema, string operation, JsonElement field)
    {
        var name = field.GetProperty("name").GetString()!;
        var arguments = field.GetProperty("args").EnumerateArray().ToList();
        var isScalar = SampleOperation.Unwrapped(field.GetProperty("type")).GetProperty("kind").GetString() is "SCALAR" or "ENUM";
        return arguments.Select(argument => new InputPosition(
            operation,
            $"{operation}.{name}({argument.GetProperty("name").GetString()})",
            argument.GetProperty("type"),
            value => $"{name}({InputList(schema, arguments, argument, value)}){(isScalar ? "" : " { __typename }")}"
        ));
    }

    private static IEnumerable<InputPosition> Fields(JsonElement schema, InputPosition parent, JsonElement input)
    {
        var fields = input.GetProperty("inputFields").EnumerateArray().ToList();
        return fields.Select(field => new InputPosition(
            parent.Operation,
            $"{parent.Path}.{field.GetProperty("name").GetString()}",
            field.GetProperty("type"),
            value => parent.Select($"{{ {InputList(schema, fields, field, value)} }}")
        ));
    }

    /// <summary>Writes the value of one input, preceded by sample values of the other required inputs.</summary>
    private static string InputList(JsonElement schema, List<JsonElement> inputs, JsonElement input, string value)
    {
        var name = input.GetProperty("name").GetString();
        var others = inputs.Where(other => other.GetProperty("name").GetString() != name && SampleOperation.IsRequired(other));
        return string.Join(", ", others.Select(other => SampleOperation.Pair(schema, other)).Append($"{name}: {value}"));
    }
}
