using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class GraphQLPagingErrorTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Theory]
    [InlineData("first")]
    [InlineData("last")]
    public async Task More_than_1000_nodes_are_refused(string argument) =>
        await AssertErrorAsync(
            $"names({argument}: 1001)",
            "The maximum allowed items per page were exceeded.",
            """{"code":"HC0051","field":"Query.names","requestedItems":1001,"maxAllowedItems":1000}"""
        );

    [Theory]
    [InlineData("first")]
    [InlineData("last")]
    public async Task A_negative_number_of_nodes_is_refused(string argument) =>
        await AssertErrorAsync(
            $"names({argument}: -1)",
            "The requested number of values per page must be at least 0.",
            """{"code":"HC0079","field":"Query.names","requestedItems":-1}"""
        );

    [Fact]
    public async Task First_and_last_together_are_refused() =>
        await AssertErrorAsync(
            "names(first: 1, last: 1)",
            "`first` and `last` cannot be given together.",
            """{"code":"PAGING_ARGUMENTS"}"""
        );

    [Theory]
    [InlineData("after", "")]
    [InlineData("after", "MA==")]
    [InlineData("before", "no cursor")]
    [InlineData("after", "W10")]
    [InlineData("before", "WyIwMDAwMDAwMCIsMV0")]
    public async Task An_invalid_cursor_is_refused(string argument, string cursor) =>
        await AssertErrorAsync(
            $"names({argument}: \"{cursor}\")",
            $"The cursor specified in `{argument}` has an invalid format.",
            $$"""{"code":"HC0078","argument":"{{argument}}","cursor":"{{cursor}}"}"""
        );

    [Theory]
    [InlineData("nameStatistics", "")]
    [InlineData("nameStatistics", ", order: [{ count: DESC }]")]
    [InlineData("nameStatistics", ", order: [{ count: ASC }, { name: DESC }]")]
    [InlineData("genderProbabilities", "")]
    public async Task A_cursor_of_another_order_is_refused(string field, string order)
    {
        var page = await new Pager(server, "nameStatistics", "name", "[{ count: ASC }]").PageAsync("first: 3");
        await AssertErrorAsync(
            $"{field}(after: \"{page.End}\"{order})",
            "The cursor specified in `after` has an invalid format.",
            $$"""{"code":"HC0078","argument":"after","cursor":"{{page.End}}"}"""
        );
    }

    [Theory]
    [InlineData("[{ count: ASC, name: ASC }]", "names 2 fields")]
    [InlineData(
        "[{ count: ASC }, { name: ASC }, { year: ASC }, { gender: ASC }, { rank: ASC }, { share: ASC }, { yearTotal: ASC }, { "
            + "countryCode: ASC }, { datasetCount: ASC }]",
        "at most 8"
    )]
    public async Task An_ambiguous_order_is_refused(string order, string message)
    {
        var answer = await server.GraphQLAsync($$"""{ nameStatistics(order: {{order}}) { nodes { name } } }""");
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("SORT_LIMIT", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    private async Task AssertErrorAsync(string field, string message, string extensions)
    {
        using var response = await server.Client.PostAsJsonAsync(
            "/graphql",
            new { query = $$"""{ page: {{field}} { nodes { name } } }""" }
        );
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("""{"page":null}""", answer.GetProperty("data").GetRawText());
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.Equal("page", Assert.Single(error.GetProperty("path").EnumerateArray()).GetString());
        Assert.Equal(1, error.GetProperty("locations")[0].GetProperty("line").GetInt32());
        Assert.Equal(extensions, error.GetProperty("extensions").GetRawText());
    }
}
