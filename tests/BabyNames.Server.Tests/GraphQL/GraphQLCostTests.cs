using System.Net;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests how the cost of a request depends on the values of its variables.</summary>
public sealed class GraphQLCostTests(NamesFixture server, GraphQLCostTests.CostLimitFixture limited)
    : IClassFixture<NamesFixture>,
        IClassFixture<GraphQLCostTests.CostLimitFixture>
{
    private const string Ten = "countryCode year gender name count rank yearTotal share datasetCount countryId";

    [Theory]
    [InlineData("{ __typename }", 0, 1)]
    [InlineData("{ countries { totalCount } }", 10, 2)]
    [InlineData("{ nameStatistics { nodes { name } } }", 11, 12)]
    [InlineData("{ nameStatistics(first: 1000) { nodes { " + Ten + " } } }", 11, 1_002)]
    [InlineData("{ nameStatistics(last: 3) { edges { cursor node { name } } pageInfo { endCursor } } }", 15, 9)]
    [InlineData(
        "{ nameStatistics(first: 5) { ...p } } fragment p on NameStatisticsConnection { "
            + "nodes { ... on NameStatistic { country { name } } } }",
        16,
        12
    )]
    [InlineData("{ a: nameStatistics(first: 5) { nodes { name } } b: nameStatistics(first: 7) { nodes { name } } }", 22, 15)]
    [InlineData("{ nameStatistics(first: 1001) { nodes { name } } }", 11, 1_002)]
    [InlineData("{ nameStatistics(first: -1) { nodes { name } } }", 11, 2)]
    [InlineData("{ nameStatistics(order: [{ name: ASC }]) { totalCount } }", 40, 2)]
    [InlineData("{ nameStatistics(where: { year: { eq: 2001 } }) { totalCount } }", 30, 2)]
    [InlineData("{ nameStatistics(where: { year: { gte: 2001, lt: 2005 }, name: { startsWith: \"E\" } }) { totalCount } }", 50, 2)]
    [InlineData(
        "{ nameStatistics(where: { or: [{ name: { contains: \"E\" } }, { name: { or: [{ nendsWith: \"e\" }, { eq: \"x\" }] } }] }) { "
            + "totalCount } }",
        90,
        2
    )]
    [InlineData("{ nameStatistics(where: { name: { in: [\"Emma\", \"Noah\"] }, country: { code: { eq: null } } }) { totalCount } }", 40, 2)]
    [InlineData("{ nameStatistics { totalCount } }", 30, 2)]
    [InlineData("{ nameStatistics(where: { countryCode: { eq: \"US\" }, year: { eq: 1880 }, gender: { eq: F } }) { totalCount } }", 59, 2)]
    [InlineData("{ nameStatistics(first: 3, where: { name: { endsWith: \"a\" } }) { nodes { name } } }", 61, 5)]
    [InlineData("{ nameStatistics(first: 3, order: [{ share: DESC }]) { nodes { name } } }", 41, 5)]
    [InlineData("{ nameStatistics(first: 3, order: [{ countryCode: ASC }, { year: ASC }]) { nodes { name } } }", 21, 5)]
    [InlineData("{ nameStatistics(first: 3, order: [{ name: DESC }]) { nodes { name } } }", 21, 5)]
    [InlineData("{ nameTrend(name: \"Mary\", country: \"US\") { year } }", 10, 5)]
    [InlineData("{ nameTrend(name: \"Mary\", country: \"US\", gender: F, yearFrom: 1900) { year } }", 10, 2)]
    [InlineData("{ compareNames(names: [\"Mary\", \"Anna\"], country: \"US\") { name trend { year } } }", 12, 11)]
    [InlineData("{ genderDistribution(names: [\"Mary\", \"Anna\"]) { name } }", 10, 3)]
    [InlineData("{ risingNames(country: \"US\", yearFrom: 1880, yearTo: 2001, first: 5) { name } }", 30, 6)]
    [InlineData("{ popularNames(country: \"US\", year: 1880, first: 3) { nodes { name } } }", 11, 5)]
    [InlineData("{ popularNames(country: \"US\", yearFrom: 1870, yearTo: 2001, first: 3) { nodes { name } } }", 31, 5)]
    [InlineData("{ nameStatisticsGroups(groupBy: [GENDER]) { rows } }", 10, 5)]
    [InlineData("{ nameStatisticsGroups(groupBy: [GENDER], where: { name: { contains: \"a\" } }) { rows } }", 60, 5)]
    [InlineData("{ sources { id } }", 10, 8)]
    [InlineData("{ __schema { types { name fields { name } } } }", 0, 1)]
    public async Task The_cost_is_in_the_response_when_the_client_asks_for_it(string query, int fieldCost, int typeCost)
    {
        foreach (var costMode in new[] { "report", "validate" })
        {
            var (status, answer) = await AskAsync(server, query, variables: null, costMode);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(Cost(fieldCost, typeCost), answer.GetProperty("extensions").GetProperty("operationCost").GetRawText());
            Assert.Equal(costMode == "report", answer.TryGetProperty("data", out _));
        }
    }

    /// <summary>Each of the fifty fields selects ten names, and each name has four years and sexes.</summary>
    [Fact]
    public async Task The_cost_of_a_list_multiplies_the_lists_within_it()
    {
        var fields = string.Concat(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    $"c{i}: compareNames(names: "
                    + $"[{string.Join(',', Enumerable.Range(0, 10).Select(name => $"\"Name{(char)('a' + name)}\""))}], country: "
                    + $"\"US\") {{ trend {{ year }} }} "
                )
        );
        var (_, answer) = await AskAsync(server, $"{{ {fields} }}", variables: null, "validate");
        Assert.Equal(
            Cost(50 * (10 + 10), 1 + 50 * (10 + 10 * 4)),
            answer.GetProperty("extensions").GetProperty("operationCost").GetRawText()
        );
    }

    [Fact]
    public void Every_list_field_of_the_query_type_declares_its_size()
    {
        var schema = server.Services.GetRequiredService<ISchema>();
        Assert.All(
            schema.Query.Fields.Where(field =>
                field.ResolvedType!.GetNamedType() is IComplexGraphType && !field.Name.StartsWith("__", StringComparison.Ordinal)
            ),
            field => Assert.True(field.Metadata.ContainsKey("rows"), field.Name)
        );
    }

    [Fact]
    public async Task The_cost_is_not_in_the_response_by_default()
    {
        foreach (var costMode in new[] { null, "", "what" })
            Assert.False((await AskAsync(server, "{ __typename }", variables: null, costMode)).Answer.TryGetProperty("extensions", out _));
    }

    [Fact]
    public async Task A_validate_request_runs_no_SQL()
    {
        using var log = new SqlLog(server.ConnectionString);
        await AskAsync(server, "{ nameStatistics { nodes { name } } }", variables: null, "validate");
        Assert.Empty(log.Statements);
    }

    [Theory]
    [InlineData("{ nope }", null)]
    [InlineData("query ($n: Int!) { countries(first: $n) { totalCount } }", "HC0018")]
    public async Task An_invalid_request_has_no_cost(string query, string? code)
    {
        var (status, answer) = await AskAsync(server, query, variables: null, "validate");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.False(answer.TryGetProperty("extensions", out _));
        var extensions = answer.GetProperty("errors")[0].GetProperty("extensions");
        Assert.Equal(code, extensions.TryGetProperty("code", out var given) ? given.GetString() : null);
    }

    [Fact]
    public async Task Nine_full_pages_are_below_the_cost_limit_and_sixteen_are_above_it()
    {
        var (status, answer) = await AskAsync(server, Pages(9), variables: null, costMode: null);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(9, answer.GetProperty("data").EnumerateObject().Count());
        (status, answer) = await AskAsync(server, Pages(16), variables: null, costMode: null);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            """[{"message":"The maximum allowed type cost was """
                + """exceeded.","extensions":{"code":"HC0047","typeCost":16017,"maxTypeCost":10000}}]""",
            answer.GetProperty("errors").GetRawText()
        );
    }

    [Fact]
    public async Task The_cost_of_a_cached_document_follows_its_variables()
    {
        const string Query =
            "query ($first: Int, $where: NameStatisticFilterInput) { nameStatistics(first: $first, where: $where) { nodes { name } } }";
        foreach (
            var (first, where, fieldCost, typeCost) in new (int?, object?, int, int)[]
            {
                (null, null, 11, 12),
                (500, null, 11, 502),
                (2, new { name = new { contains = "mm" } }, 61, 4),
                (null, null, 11, 12),
            }
        )
        {
            var (_, answer) = await AskAsync(server, Query, new { first, where }, "report");
            Assert.Equal(Cost(fieldCost, typeCost), answer.GetProperty("extensions").GetProperty("operationCost").GetRawText());
        }
    }

    [Theory]
    [InlineData(48, null)]
    [InlineData(49, "type")]
    public async Task A_request_above_the_type_cost_limit_is_refused(int first, string? over)
    {
        // The first request stores the document in the cache. The second request finds it there.
        const string Query = "query ($first: Int!) { countries(first: $first) { nodes { code } } }";
        await limited.DataAsync(Query, new { first = 1 });
        AssertOver(over, (await AskAsync(limited, Query, new { first }, costMode: null)).Answer);
    }

    [Theory]
    [InlineData("where: { code: { eq: \"US\", in: [\"US\"] } }", null)]
    [InlineData("where: { code: { eq: \"US\", in: [\"US\"], contains: \"U\" } }", "field")]
    public async Task A_request_above_the_field_cost_limit_is_refused(string where, string? over) =>
        AssertOver(over, await limited.GraphQLAsync($"{{ countries({where}) {{ totalCount }} }}"));

    private static void AssertOver(string? kind, JsonElement answer)
    {
        Assert.Equal(kind is null, answer.TryGetProperty("data", out _));
        if (kind is not null)
            Assert.Equal(
                $"The maximum allowed {kind} cost was exceeded.",
                Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("message").GetString()
            );
    }

    private static string Pages(int count) =>
        $"{{ {string.Concat(Enumerable.Range(0, count).Select(i => $"p{i}: nameStatistics(first: 1000) {{ nodes {{ {Ten} }} }} "))}}}";

    private static string Cost(int fieldCost, int typeCost) => $$"""{"fieldCost":{{fieldCost}},"typeCost":{{typeCost}}}""";

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(
        ServerFixture server,
        string query,
        object? variables,
        string? costMode
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query, variables }), Encoding.UTF8, "application/json"),
            Headers = { Accept = { new("application/graphql-response+json") } },
        };
        if (costMode is not null)
            request.Headers.Add("GraphQL-Cost", costMode);
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>A server with a field cost limit of 40 and a type cost limit of 50.</summary>
    public sealed class CostLimitFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--GraphQL:MaxFieldCost", "40", "--GraphQL:MaxTypeCost", "50");
}
