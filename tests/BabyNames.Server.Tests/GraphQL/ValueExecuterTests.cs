using System.Net.Http.Json;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.GraphQLEngine.Values;
using BabyNames.Server.Tests.Support;
using GraphQL;
using GraphQL.Execution;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Compares responses that are written without an execution node for every field with the responses of GraphQL.NET's default
/// execution.</summary>
public sealed class ValueExecuterTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Theory]
    [InlineData(
        "{ nameStatistics(first: 1000) { edges { cursor node { name year gender count datasetCount rank share yearTotal } } "
            + "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"
    )]
    [InlineData(
        "{ nameStatistics(where: { year: { eq: 2001 } }, last: 100) { nodes { name countryId country { code name id sourceUrl } } } }"
    )]
    [InlineData(
        "{ a: nameStatistics(first: 1) { __typename e: edges { __typename c: cursor n: node { __typename x: name y: name } } p: "
            + "pageInfo { __typename h: hasNextPage } } b: genderProbabilities { nodes { name maleProbability femaleProbability } } }"
    )]
    [InlineData(
        "{ nameStatistics(first: 2) { nodes { name } ...p edges { node { year } } "
            + "nodes { name year country { code } country { name } } } } fragment p on NameStatisticsConnection { "
            + "edges { ...e node { ... on NameStatistic { gender } ... { count } } } pageInfo { endCursor } } "
            + "fragment e on NameStatisticsEdge { cursor }"
    )]
    [InlineData(
        "query($yes: Boolean = true, $no: Boolean = false) { nameStatistics(first: 1) { nodes @skip(if: $yes) { name } "
            + "edges @include(if: $yes) { cursor @include(if: $no) node { name @skip(if: $no) year @skip(if: $yes) ...f @include(if: "
            + "$no) } } } } fragment f on NameStatistic { rank }"
    )]
    [InlineData(
        "{ names(first: 3, order: [{ id: ASC }]) { nodes { id name count createdAt dataset { filename "
            + "errors warnings uploadedAt processedAt source { id publisher partial cutOff } } } } }"
    )]
    [InlineData(
        "{ datasets { nodes { id status errors warnings errorCount deletedAt source { __typename id } country { code } } } sources { "
            + "__typename id url cutOff } }"
    )]
    [InlineData("{ countries { nodes { code name attribution } } jobs { nodes { id } totalCount } }")]
    [InlineData(
        "{ popularNames(country: \"GB\", year: 2001, gender: M) { nodes { name } edges { cursor } "
            + "pageInfo { startCursor endCursor hasNextPage } } }"
    )]
    [InlineData("{ datasetSlices(first: 2) { nodes { id year } } popularNames(country: \"US\", year: 2001) { nodes { id name } } }")]
    [InlineData(
        "{ nameTrend(name: \"Emma\", country: \"US\") { id count } compareNames(names: [\"Emma\"], country: \"US\") { id trend { id "
            + "} } nameTrend(name: \"Emma\", country: \"US\") { year } }"
    )]
    [InlineData("{ nameStatistics(first: 1001) { nodes { name } } countries { nodes { code } } }")]
    [InlineData("{ nameStatistics(after: \"x\") { nodes { name } } }")]
    [InlineData("{ deletedDatasets { nodes { id } } countries { totalCount } }")]
    [InlineData("{ nameStatistics { nodes { nome } } }")]
    [InlineData("{ __schema { queryType { name fields { name } } } __typename nameStatistics(first: 1) { nodes { name } } }")]
    public async Task A_response_equals_the_response_of_the_default_execution_byte_for_byte(string query)
    {
        var expected = await GenericAsync(query);
        // The second execution uses the cached data of the document.
        Assert.Equal(expected, (await AnswerAsync(query)).WithoutVersion());
        Assert.Equal(expected, (await AnswerAsync(query)).WithoutVersion());
    }

    [Fact]
    public async Task Skip_and_include_follow_the_variables_of_each_request()
    {
        const string query =
            "query($more: Boolean!) { popularNames(country: \"US\", year: 1880, gender: F, first: 1) { "
            + "nodes { name year @include(if: $more) } } }";
        foreach (var more in new[] { true, false, true })
        {
            var data = await server.DataAsync(query, new { more });
            Assert.Equal(more, data.GetProperty("popularNames").GetProperty("nodes")[0].TryGetProperty("year", out _));
        }
    }

    [Theory]
    [InlineData("names")]
    [InlineData("nameStatistics")]
    [InlineData("genderProbabilities")]
    [InlineData("countries")]
    [InlineData("datasets")]
    [InlineData("jobs")]
    public async Task A_page_is_one_execution_node(string field)
    {
        var result = await ExecuteAsync(new ValueExecuter(), $$"""{ {{field}} { edges { cursor node { __typename } } } }""");
        Assert.IsType<ValueNode>(Assert.Single(((RootExecutionNode)result.Data!).SubFields!));
    }

    private async Task<string> AnswerAsync(string query)
    {
        using var response = await server.Client.PostAsJsonAsync("/graphql", new { query });
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<string> GenericAsync(string query) =>
        new GraphQLSerializer(new ErrorFormatter()).Serialize(await ExecuteAsync(new DocumentExecuter(), query));

    private async Task<ExecutionResult> ExecuteAsync(DocumentExecuter executer, string query)
    {
        await using var data = new RequestData();
        return await executer.ExecuteAsync(
            new ExecutionOptions
            {
                Schema = server.Services.GetRequiredService<ISchema>(),
                Query = query,
                UserContext = data.AddTo(null),
                RequestServices = server.Services,
            }
        );
    }
}
