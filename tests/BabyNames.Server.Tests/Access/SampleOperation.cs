using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>Creates a request for any field of a GraphQL schema. The request has all required arguments and selects a field that every
/// type has. Tests check that the server responds to the request, not the content of the response.</summary>
internal static class SampleOperation
{
    private const string Type = "type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

    public const string Introspection = $$"""
        { __schema { queryType { name } mutationType { name } subscriptionType { name }
            types { kind name enumValues { name } inputFields { name {{Type}} } fields { name {{Type}} args { name {{Type}} } } } } }
        """;

    public static IEnumerable<JsonElement> Fields(JsonElement schema, string kind) =>
        Named(schema, schema.GetProperty($"{kind}Type").GetProperty("name").GetString()!).GetProperty("fields").EnumerateArray();

    public static HttpRequestMessage Request(JsonElement schema, string kind, JsonElement field)
    {
        var name = field.GetProperty("name").GetString()!;
        if (name == "uploadDataset")
            return Uploading.Request("refused.txt", [], "US", parser: null, key: null);
        var arguments = string.Join(
            ", ",
            field.GetProperty("args").EnumerateArray().Where(argument => IsRequired(argument)).Select(argument => Pair(schema, argument))
        );
        var isScalar = Unwrapped(field.GetProperty("type")).GetProperty("kind").GetString() is "SCALAR" or "ENUM";
        var query = $"{kind} {{ {name}{(arguments.Length > 0 ? $"({arguments})" : "")}{(isScalar ? "" : " { __typename }")} }}";
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Add("Accept", kind == "subscription" ? "text/event-stream" : "application/json");
        return request;
    }

    /// <summary>Returns an argument or input field with a value of its type.</summary>
    public static string Pair(JsonElement schema, JsonElement argument) =>
        $"{argument.GetProperty("name").GetString()}: {Value(schema, argument.GetProperty("type"))}";

    private static IEnumerable<string> RequiredPairs(JsonElement schema, JsonElement input) =>
        input.GetProperty("inputFields").EnumerateArray().Where(IsRequired).Select(field => Pair(schema, field));

    private static string Value(JsonElement schema, JsonElement type) =>
        (type.GetProperty("kind").GetString(), type.GetProperty("name").GetString()) switch
        {
            ("NON_NULL", _) => Value(schema, type.GetProperty("ofType")),
            ("LIST", _) => $"[{Value(schema, type.GetProperty("ofType"))}]",
            ("ENUM", var name) => Named(schema, name!).GetProperty("enumValues")[0].GetProperty("name").GetString()!,
            ("INPUT_OBJECT", var name) => $"{{ {string.Join(", ", RequiredPairs(schema, Named(schema, name!)))} }}",
            (_, "Int") => "2000",
            (_, "Boolean") => "true",
            (_, "Upload") => "$file",
            (_, "UUID") => $"\"{Guid.Empty}\"",
            (_, "DateTime") => "\"2000-01-01T00:00:00Z\"",
            _ => "\"US\"",
        };

    public static bool IsRequired(JsonElement input) => input.GetProperty("type").GetProperty("kind").GetString() == "NON_NULL";

    /// <summary>Returns the named type within lists and non-null types.</summary>
    public static JsonElement Unwrapped(JsonElement type) =>
        type.TryGetProperty("ofType", out var inner) && inner.ValueKind == JsonValueKind.Object ? Unwrapped(inner) : type;

    public static JsonElement Named(JsonElement schema, string name) =>
        schema.GetProperty("types").EnumerateArray().First(type => type.GetProperty("name").GetString() == name);
}
