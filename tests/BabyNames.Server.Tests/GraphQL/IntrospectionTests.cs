using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests introspection as the GraphQL specification of October 2021 defines it.</summary>
public class IntrospectionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Introspection_has_the_fields_and_arguments_of_the_October_2021_specification()
    {
        var answer = await server.GraphQLAsync(
            """
            { __schema {
                types { name specifiedByURL fields(includeDeprecated: true) { name args(includeDeprecated: true) {
                    name isDeprecated deprecationReason } }
                    inputFields(includeDeprecated: true) { name isDeprecated deprecationReason } }
                directives { name isRepeatable args(includeDeprecated: true) { name } }
            } }
            """
        );
        Assert.False(answer.TryGetProperty("errors", out _), answer.GetRawText());
        var schema = answer.GetProperty("data").GetProperty("__schema");
        Assert.Contains(
            "specifiedBy",
            schema.GetProperty("directives").EnumerateArray().Select(directive => directive.GetProperty("name").GetString())
        );
        var addresses = schema
            .GetProperty("types")
            .EnumerateArray()
            .Where(type => type.GetProperty("specifiedByURL").GetString() is not null)
            .Select(type => type.GetProperty("name").GetString());
        Assert.Equal(["DateTime", "UUID"], addresses.Order(StringComparer.Ordinal));
    }
}
