using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class SchemaTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_schema_equals_the_approved_one() =>
        await Approved.CompareAsync("schema/graphql/schema.graphql", (await server.Client.GetStringAsync("/graphql?sdl")).TrimEnd() + "\n");
}
