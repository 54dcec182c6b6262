using System.Text.Json;
using BabyNames.Server.Tests.Access;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>One argument or input field of a schema, and how a document reaches it.</summary>
/// <param name="Operation"><c>query</c>, <c>mutation</c> or <c>subscription</c>.</param>
/// <param name="Path">For messages.</param>
/// <param name="Type">By introspection.</param>
/// <param name="Select">From the value at the position to the selection of a root field.</param>
internal sealed record InputPosition(string Operation, string Path, JsonElement Type, Func<string, string> Select)
{
    /// <summary>All of a schema. An input type that is used in several places is entered in the first of each operation.</summary>
    public static IEnumerable<InputPosition> All(JsonElement schema)
    {
        foreach (var operation in new[] { "query", "mutation", "subscription" })
        {
            var entered = new HashSet<string>();
            var open = new Queue<InputPosition>(
                SampleOperation.Fields(schema, operation).SelectMany(field => Arguments(schema, operation, field))
            );
            while (open.TryDequeue(out var position))
            {
                yield return position;
                var named = SampleOperation.Unwrapped(position.Type);
                if (named.GetProperty("kind").GetString() != "INPUT_OBJECT" || !entered.Add(named.GetProperty("name").GetString()!))
                    continue;
                foreach (var inner in Fields(schema, position, SampleOperation.Named(schema, named.GetProperty("name").GetString()!)))
                    open.Enqueue(inner);
            }
        }
    }

    /// <summary>A field of the input object at this position, which needs no other.</summary>
    public InputPosition Field(JsonElement field)
    {
        var name = field.GetProperty("name").GetString();
        return new(Operation, $"{Path}.{name}", field.GetProperty("type"), value => Select($"{{ {name}: {value} }}"));
    }

    /// <summary>As a document writes a type.</summary>
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
            value => $"{name}({With(schema, arguments, argument, value)}){(isScalar ? "" : " { __typename }")}"
        ));
    }

    private static IEnumerable<InputPosition> Fields(JsonElement schema, InputPosition holder, JsonElement input)
    {
        var fields = input.GetProperty("inputFields").EnumerateArray().ToList();
        return fields.Select(field => new InputPosition(
            holder.Operation,
            $"{holder.Path}.{field.GetProperty("name").GetString()}",
            field.GetProperty("type"),
            value => holder.Select($"{{ {With(schema, fields, field, value)} }}")
        ));
    }

    /// <summary>The value of one input, and what the others have to have.</summary>
    private static string With(JsonElement schema, List<JsonElement> inputs, JsonElement input, string value)
    {
        var name = input.GetProperty("name").GetString();
        var others = inputs.Where(other => other.GetProperty("name").GetString() != name && SampleOperation.IsRequired(other));
        return string.Join(", ", others.Select(other => SampleOperation.Pair(schema, other)).Append($"{name}: {value}"));
    }
}
