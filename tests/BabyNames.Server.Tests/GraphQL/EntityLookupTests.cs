using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests root fields that return one row by a unique column, or null.</summary>
public class EntityLookupTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Fact]
    public async Task A_lookup_returns_the_row_of_the_connection()
    {
        var all = await server.DataAsync(
            "{ countries { nodes { code name } } datasets { nodes { id filename country { code } } } jobs { nodes { id type } } }"
        );
        var (country, dataset) = (
            all.GetProperty("countries").GetProperty("nodes")[0],
            all.GetProperty("datasets").GetProperty("nodes")[0]
        );
        var found = await server.DataAsync(
            "query($code: String!, $id: UUID!) { country(code: $code) { code name } dataset(id: $id) { id filename country { code } } }",
            new { code = country.GetProperty("code").GetString(), id = dataset.GetProperty("id").GetString() }
        );
        Assert.Equal(country.GetRawText(), found.GetProperty("country").GetRawText());
        Assert.Equal(dataset.GetRawText(), found.GetProperty("dataset").GetRawText());
    }

    [Theory]
    [InlineData("country(code: \"XX\") { name }")]
    [InlineData("country(code: \"us\") { name }")]
    [InlineData("dataset(id: \"00000000-0000-0000-0000-000000000001\") { filename }")]
    [InlineData("job(id: \"00000000-0000-0000-0000-000000000001\") { type }")]
    public async Task A_lookup_of_an_unknown_row_is_null(string field) =>
        Assert.Equal("null", (await server.DataAsync($"{{ found: {field} }}")).GetProperty("found").GetRawText());
}
