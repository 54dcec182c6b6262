using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests that a variable is accepted only where its type is compatible (GraphQL specification, 5.8.5).</summary>
public class VariableTypeTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    /// <summary>The maximum number of types in one request. A response reports at most five errors of a document.</summary>
    private const int MaxTypesPerRequest = 4;

    [Theory]
    [InlineData("query ($x: [Int!]!) { genderDistribution(names: $x) { name } }", "{\"x\":[1,2]}", "[Int!]!", "[String!]!")]
    [InlineData(
        "query ($x: [Gender!]!) { nameStatisticsGroups(groupBy: $x) { sum } }",
        "{\"x\":[\"F\"]}",
        "[Gender!]!",
        "[StatisticGroupKey!]!"
    )]
    [InlineData(
        "query ($x: [String]!) { compareNames(names: $x, country: \"US\") { name } }",
        "{\"x\":[\"Emma\",null]}",
        "[String]!",
        "[String!]!"
    )]
    [InlineData(
        "query ($x: String) { compareNames(names: [\"Emma\", $x], country: \"US\") { name } }",
        "{\"x\":null}",
        "String",
        "String!"
    )]
    [InlineData("query ($x: String!) { compareNames(names: $x, country: \"US\") { name } }", "{\"x\":\"Emma\"}", "String!", "[String!]!")]
    [InlineData(
        "query ($x: [String!]) { compareNames(names: [$x], country: \"US\") { name } }",
        "{\"x\":[\"Emma\"]}",
        "[String!]",
        "String!"
    )]
    [InlineData(
        "query ($x: Int) { ...f } fragment f on Query { nameStatistics(where: { name: { in: [$x] } }) { totalCount } }",
        "{\"x\":1}",
        "Int",
        "String!"
    )]
    [InlineData(
        "query ($x: YearTotalFilterInput!) { nameStatistics(where: { or: [$x] }) { totalCount } }",
        "{\"x\":{}}",
        "YearTotalFilterInput!",
        "NameStatisticFilterInput!"
    )]
    [InlineData("query ($x: Int!) { countries { totalCount @include(if: $x) } }", "{\"x\":1}", "Int!", "Boolean!")]
    [InlineData("query ($x: Boolean) { countries { totalCount @skip(if: $x) } }", "{}", "Boolean", "Boolean!")]
    [InlineData("query ($x: String = null) { nameTrend(name: $x, country: \"US\") { year } }", "{}", "String", "String!")]
    [InlineData(
        "mutation ($x: CancelDatasetInput!) { reprocessDataset(input: $x) { dataset { id } } }",
        "{\"x\":{\"datasetId\":\"00000000-0000-0000-0000-000000000000\"}}",
        "CancelDatasetInput!",
        "ReprocessDatasetInput!"
    )]
    [InlineData(
        "mutation ($x: Int!) { reprocessDataset(input: { datasetId: $x, reason: \"a\" }) { dataset { id } } }",
        "{\"x\":1}",
        "Int!",
        "UUID!"
    )]
    [InlineData(
        "mutation ($x: CreateApiKeyInput!) { revokeApiKey(input: $x) { apiKey { keyId } } }",
        "{\"x\":{\"name\":\"a\",\"role\":\"VIEWER\"}}",
        "CreateApiKeyInput!",
        "RevokeApiKeyInput!"
    )]
    public async Task A_variable_of_an_incompatible_type_is_refused_with_both_types(
        string query,
        string variables,
        string variableType,
        string locationType
    )
    {
        var (status, answer) = await AskAsync(query, JsonDocument.Parse(variables).RootElement);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.False(answer.TryGetProperty("data", out _), answer.ToString());
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("The variable `x` is not compatible with the type of the current location.", error.GetProperty("message").GetString());
        Assert.True(error.GetProperty("locations").GetArrayLength() == 1);
        var extensions = error.GetProperty("extensions");
        Assert.Equal(
            ["x", variableType, locationType],
            new[] { "variable", "variableType", "locationType" }.Select(name => extensions.GetProperty(name).GetString())
        );
    }

    [Fact]
    public async Task A_mutation_with_the_input_type_of_another_changes_nothing()
    {
        var id = (await server.SqlAsync("SELECT id FROM datasets WHERE deleted_at IS NULL LIMIT 1"))[0][0];
        var acts = await ActsAsync();
        var (status, answer) = await AskAsync(
            "mutation ($x: CancelDatasetInput!) { deleteDataset(input: $x) { dataset { id } } }",
            JsonSerializer.SerializeToElement(new { x = new { datasetId = id } })
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.False(answer.TryGetProperty("data", out _), answer.ToString());
        Assert.Equal(DBNull.Value, (await server.SqlAsync("SELECT deleted_at FROM datasets WHERE id = $1", id))[0][0]);
        Assert.Equal(acts, await ActsAsync());

        async Task<object> ActsAsync() => (await server.SqlAsync("SELECT COUNT(*) FROM admin_actions"))[0][0];
    }

    [Theory]
    [InlineData("query ($x: [String!]!) { compareNames(names: $x, country: \"US\") { name } }", "{\"x\":[\"Emma\",\"Mary\"]}")]
    [InlineData("query ($x: String = \"Mary\") { compareNames(names: [\"Emma\", $x], country: \"US\") { name } }", "{}")]
    [InlineData("query ($x: String = \"Mary\") { nameTrend(name: $x, country: \"US\") { year } }", "{}")]
    [InlineData("query ($x: Int!) { nameStatistics(where: { year: { eq: $x }, rank: { in: [$x] } }) { totalCount } }", "{\"x\":1}")]
    [InlineData("query ($x: [NameStatisticSortInput!]) { nameStatistics(order: $x) { totalCount } }", "{\"x\":{\"name\":\"ASC\"}}")]
    [InlineData("query ($x: NameStatisticSortInput!) { nameStatistics(order: [$x]) { totalCount } }", "{\"x\":{\"name\":\"ASC\"}}")]
    public async Task A_variable_of_a_compatible_type_is_accepted(string query, string variables)
    {
        var (status, answer) = await AskAsync(query, JsonDocument.Parse(variables).RootElement);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(answer.TryGetProperty("errors", out _), answer.ToString());
    }

    [Theory]
    [InlineData("query ($x: String = \"Mary\") { nameTrend(name: $x, country: \"US\") { year } }")]
    [InlineData("query ($x: String = \"Mary\") { compareNames(names: [\"Emma\", $x], country: \"US\") { name } }")]
    public async Task Null_in_place_of_a_default_is_refused_for_a_non_null_argument(string query)
    {
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(query, JsonDocument.Parse("{}").RootElement)).Status);
        // The server has validated and cached the document at the first request.
        var (status, answer) = await AskAsync(query, JsonDocument.Parse("{\"x\":null}").RootElement);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(
            "x",
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Every_argument_and_input_field_accepts_only_its_type()
    {
        var schema = (await server.DataAsync(SampleOperation.Introspection)).GetProperty("__schema");
        var named = schema
            .GetProperty("types")
            .EnumerateArray()
            .Where(type => type.GetProperty("kind").GetString() is "SCALAR" or "ENUM" or "INPUT_OBJECT")
            .GroupBy(type =>
                type.GetProperty("kind").GetString() == "SCALAR"
                    ? type.GetProperty("name").GetString()
                    : type.GetProperty("kind").GetString()
            )
            .SelectMany(types => types.Take(2))
            .Select(type => type.GetProperty("name").GetString()!)
            .ToList();
        var count = 0;
        foreach (var position in InputPosition.All(schema))
        {
            count++;
            var right = InputPosition.Text(position.Type);
            foreach (var types in WrongTypes(position.Type, named).Chunk(MaxTypesPerRequest))
                Assert.Equal(types, await RefusedAsync(position, types));
            Assert.Empty(await RefusedAsync(position, [right, $"{right.TrimEnd('!')}!"]));
        }
        Assert.True(count > 300, $"The test found only {count} positions in the schema.");
    }

    private static IEnumerable<string> WrongTypes(JsonElement type, List<string> named)
    {
        var right = InputPosition.Text(type);
        var name = SampleOperation.Unwrapped(type).GetProperty("name").GetString()!;
        string[] wrapped = [name, $"{name}!", $"[{name}]", $"[{name}]!", $"[{name}!]", $"[{name}!]!", $"[[{name}!]!]!"];
        return wrapped
            .Where(wrong => !IsCompatible(wrong, right))
            .Concat(named.Where(other => other != name).Select(other => right.Replace(name, other, StringComparison.Ordinal)));
    }

    /// <summary>Whether a variable type is compatible with the type of a position: the same type, or the same type with additional non-null
    /// markers.</summary>
    private static bool IsCompatible(string type, string right)
    {
        if (right.EndsWith('!'))
            return type.EndsWith('!') && IsCompatible(type[..^1], right[..^1]);
        type = type.TrimEnd('!');
        return right.StartsWith('[') ? type.StartsWith('[') && IsCompatible(type[1..^1], right[1..^1]) : type == right;
    }

    /// <returns>The variable types that the server refuses at the position.</returns>
    private async Task<IEnumerable<string>> RefusedAsync(InputPosition position, IReadOnlyList<string> types)
    {
        var fields = string.Join(' ', types.Select((_, i) => $"a{i}: {position.Select($"$x{i}")}"));
        var variables = string.Join(
            ", ",
            types.Select((type, i) => $"$x{i}: {type}").Concat(fields.Contains("$file", StringComparison.Ordinal) ? ["$file: Upload!"] : [])
        );
        using var request = Request($"{position.Operation} ({variables}) {{ {fields} }}", default);
        if (position.Operation == "subscription")
            request.Headers.Add("Accept", "text/event-stream");
        // With this header the server validates the document and does not execute it.
        request.Headers.Add("GraphQL-Cost", "validate");
        using var response = await server.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode < HttpStatusCode.InternalServerError
                && !body.Contains("Unexpected", StringComparison.Ordinal)
                && !body.Contains("\"data\"", StringComparison.Ordinal),
            $"{position.Path} by {variables}: {(int)response.StatusCode} {body}"
        );
        var answer = JsonDocument.Parse(body.StartsWith('{') ? body : body.Split("data: ")[1].Split('\n')[0]).RootElement;
        return answer.TryGetProperty("errors", out var errors)
            ? errors
                .EnumerateArray()
                .Where(error => error.GetProperty("message").GetString()!.Contains("not compatible", StringComparison.Ordinal))
                .Select(error => error.GetProperty("extensions").GetProperty("variableType").GetString()!)
            : [];
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(string query, JsonElement variables)
    {
        using var request = Request(query, variables);
        request.Headers.Add("Accept", "application/graphql-response+json");
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private HttpRequestMessage Request(string query, JsonElement variables) =>
        new(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(
                new { query, variables = variables.ValueKind == JsonValueKind.Object ? variables : (JsonElement?)null }
            ),
            Headers = { { "X-Api-Key", server.AdminKey } },
        };
}
