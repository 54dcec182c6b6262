using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class PopularNamesConnectionTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Fact]
    public async Task The_first_page_has_exactly_ten_names_also_with_equal_ranks()
    {
        var nodes = await NodesAsync("""popularNames(country: "US", year: 2001, gender: M)""");
        Assert.Equal(10, nodes.Count);
        var expected = await server.SqlAsync(
            "SELECT name, total_count, rank FROM name_statistics WHERE year = 2001 AND gender = 'M' ORDER BY rank, name LIMIT 10"
        );
        Assert.Equal(expected.Select(row => ((string)row[0], (long)row[1], (int)row[2])), nodes);
    }

    [Fact]
    public async Task Equal_births_have_an_equal_rank_and_the_next_rank_is_skipped()
    {
        var nodes = await NodesAsync("""popularNames(country: "US", year: 2001, gender: M, first: 1000)""");
        Assert.All(nodes, node => Assert.Equal(1 + nodes.Count(other => other.Count > node.Count), node.Rank));
        Assert.Contains(nodes.GroupBy(node => node.Rank), place => place.Count() > 1);
    }

    [Theory]
    [InlineData("F")]
    [InlineData("M")]
    public async Task The_names_of_a_year_equal_the_published_ones(string gender)
    {
        var expected = Expected
            .Us.GetProperty("top10")
            .GetProperty("1880")
            .GetProperty(gender)
            .EnumerateArray()
            .Select((pair, i) => (pair[0].GetString()!, pair[1].GetInt64(), i + 1));
        Assert.Equal(expected, await NodesAsync($"""popularNames(country: "US", year: 1880, gender: {gender})"""));
    }

    [Fact]
    public async Task The_page_after_a_cursor_has_the_next_names()
    {
        const string arguments = """country: "US", year: 1880, gender: F""";
        var data = await server.DataAsync($$"""{ popularNames({{arguments}}) { pageInfo { endCursor hasNextPage } } }""");
        var end = data.GetProperty("popularNames").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var expected = await server.SqlAsync(
            "SELECT name FROM name_statistics WHERE year = 1880 AND gender = 'F' ORDER BY rank, name LIMIT 25 OFFSET 10"
        );
        Assert.Equal(
            expected.Select(row => row[0]),
            (await NodesAsync($"popularNames({arguments}, first: 25, after: \"{end}\")")).Select(node => node.Name)
        );
    }

    [Theory]
    [InlineData("country: \"US\", year: 2001, gender: F")]
    [InlineData("country: \"US\", year: 1880, gender: M")]
    [InlineData("country: \"US\", decade: 1880, gender: F")]
    public async Task A_cursor_of_other_arguments_is_refused(string arguments)
    {
        var data = await server.DataAsync(
            """{ popularNames(country: "US", year: 1880, gender: F, first: 5) { pageInfo { endCursor } } }"""
        );
        var cursor = data.GetProperty("popularNames").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var answer = await server.Client.GraphQLAsync($$"""{ popularNames({{arguments}}, after: "{{cursor}}") { nodes { name } } }""");
        Assert.Equal(
            "HC0078",
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_country_without_data_has_no_names() =>
        Assert.Empty(await NodesAsync("""popularNames(country: "GB", year: 2001, gender: M)"""));

    [Fact]
    public async Task An_order_argument_is_refused()
    {
        var answer = await server.GraphQLAsync(
            """{ popularNames(country: "US", year: 2001, gender: M, order: [{ name: ASC }]) { nodes { name } } }"""
        );
        Assert.Single(answer.GetProperty("errors").EnumerateArray());
    }

    private async Task<List<(string Name, long Count, int Rank)>> NodesAsync(string field)
    {
        var data = await server.DataAsync($$"""{ page: {{field}} { nodes { name count rank } } }""");
        return [.. data.GetProperty("page").GetProperty("nodes").EnumerateArray().Select(Read)];
    }

    private static (string Name, long Count, int Rank) Read(JsonElement node) =>
        (node.GetProperty("name").GetString()!, node.GetProperty("count").GetInt64(), node.GetProperty("rank").GetInt32());
}
