using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that the schema has descriptions.</summary>
public sealed class SchemaDescriptionTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const string Described = "{ name description }";

    private static readonly string[] BuiltIn = ["Boolean", "Float", "ID", "Int", "String"];

    [Fact]
    public async Task Every_element_of_the_schema_has_a_description()
    {
        var schema = (
            await server.DataAsync(
                $$"""
                { __schema { types { name description
                  fields { name description args {{Described}} } inputFields {{Described}} enumValues {{Described}} } } }
                """
            )
        ).GetProperty("__schema");
        var types = schema.GetProperty("types").EnumerateArray().Where(IsOurs).ToList();
        Assert.NotEmpty(types);
        Assert.Equal([], types.SelectMany(type => Undescribed("", type)));
    }

    /// <summary>Whether the type belongs to this schema. GraphQL itself defines the introspection types and the built-in scalars.</summary>
    private static bool IsOurs(JsonElement type) =>
        type.GetProperty("name").GetString()! is var name && !name.StartsWith("__", StringComparison.Ordinal) && !BuiltIn.Contains(name);

    private static IEnumerable<string> Undescribed(string within, JsonElement element)
    {
        var path = $"{within}{element.GetProperty("name")}";
        if (string.IsNullOrWhiteSpace(element.GetProperty("description").GetString()))
            yield return path;
        var parts = element
            .EnumerateObject()
            .Where(property => property.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(property => property.Value.EnumerateArray());
        foreach (var undescribed in parts.SelectMany(part => Undescribed($"{path}.", part)))
            yield return undescribed;
    }
}
