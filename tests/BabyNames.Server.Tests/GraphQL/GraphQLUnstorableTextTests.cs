using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Sends text that PostgreSQL cannot store, in every position that accepts text: U+0000 and unpaired surrogates.</summary>
public class GraphQLUnstorableTextTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Every_argument_and_input_field_refuses_unstorable_text()
    {
        var schema = (await server.DataAsync(SampleOperation.Introspection)).GetProperty("__schema");
        var positions = InputPosition.All(schema).ToList();
        var operators = SampleOperation.Named(schema, "StringOperationFilterInput").GetProperty("inputFields").EnumerateArray().ToList();
        var texts = positions
            .Where(position => NameOf(position.Type) == "StringOperationFilterInput")
            .SelectMany(position => operators.Select(position.Field))
            .Concat(positions)
            .Where(position => NameOf(position.Type) == "String")
            .ToList();
        Assert.True(texts.Count > 200, $"The schema has only {texts.Count} positions that accept text.");
        foreach (var position in texts)
        {
            var isList = InputPosition.Text(position.Type).StartsWith('[');
            foreach (var text in new[] { @"""a\u0000""", @"""\ud800b""", @"""b\udc00\ud800""" })
            {
                var value = isList ? $"[\"Emma\", {text}]" : text;
                await RefusedAsync(position, $"{position.Operation} {{ {position.Select(value)} }}", "null", "INVALID_TEXT");
                await RefusedAsync(
                    position,
                    $"{position.Operation} ($x: {InputPosition.Text(position.Type)}) {{ {position.Select("$x")} }}",
                    $$"""{"x":{{value}}}""",
                    text.Contains("0000", StringComparison.Ordinal) ? "INVALID_TEXT" : "HC0009"
                );
            }
        }
    }

    [Theory]
    [InlineData(
        "{ countries(where: { name: { eq: \"a\\u0000\" } }) { totalCount } }",
        "null",
        "[{\"line\":1,\"column\":34}]",
        "{\"code\":\"INVALID_TEXT\"}"
    )]
    [InlineData(
        "query ($x: String = \"\\uD83D\") { countries(where: { name: { eq: $x } }) { totalCount } }",
        "null",
        "[{\"line\":1,\"column\":21}]",
        "{\"code\":\"INVALID_TEXT\"}"
    )]
    [InlineData(
        "query ($x: CountryFilterInput) { countries(where: $x) { totalCount } }",
        "{\"x\":{\"or\":[{},{\"name\":{\"nin\":[\"a\",\"\\u0000\"]}}]}}",
        null,
        "{\"code\":\"INVALID_TEXT\",\"variable\":\"x\"}"
    )]
    public async Task The_error_has_the_place_of_unstorable_text(string query, string variables, string? locations, string extensions)
    {
        var (status, answer) = await AskAsync("query", query, variables);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        var error = Assert.Single(JsonDocument.Parse(answer).RootElement.GetProperty("errors").EnumerateArray());
        Assert.Contains("U+0000", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(locations, error.TryGetProperty("locations", out var places) ? places.GetRawText() : null);
        Assert.Equal(extensions, error.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task A_complete_surrogate_pair_is_accepted()
    {
        var answer = await server.DataAsync(
            "query ($x: String) { a: countries(where: { name: { neq: $x } }) { totalCount } b: countries(where: { name: { neq: "
                + "\"\\uD83D\\uDE00 😀\" } }) { totalCount } }",
            new { x = "😀" }
        );
        Assert.NotEqual(0, answer.GetProperty("a").GetProperty("totalCount").GetInt32());
        Assert.NotEqual(0, answer.GetProperty("b").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("[\"$s\",\"\\ud800\"]")]
    [InlineData("[\"\\ud800\",\"US\"]")]
    [InlineData("[\"$s\",\"\\u0000\"]")]
    public async Task A_cursor_with_unstorable_text_is_refused(string json)
    {
        var made = (await server.DataAsync("{ countries(first: 1) { pageInfo { endCursor } } }"))
            .GetProperty("countries")
            .GetProperty("pageInfo")
            .GetProperty("endCursor")
            .GetString()!;
        var signature = JsonDocument.Parse(Base64Url.DecodeFromChars(made)).RootElement[0].GetString();
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.Replace("$s", signature, StringComparison.Ordinal)));
        var answer = await server.GraphQLAsync(
            "query ($after: String) { countries(after: $after) { totalCount nodes { code } } }",
            new { after = cursor }
        );
        Assert.Equal("HC0078", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("filename*=UTF-8''a%00b.csv", "a\\u{0000}b.csv")]
    [InlineData("filename*=UTF-8''a%ED%A0%80b.csv", "a���b.csv")]
    public async Task A_file_name_is_stored_with_unstorable_text_escaped(string parameter, string stored)
    {
        using var request = Uploading.Request(
            "x.csv",
            Encoding.UTF8.GetBytes($"Year,Name,Sex,Count\n2001,{stored.Length:X}mma,F,{stored.Length}\n"),
            "US",
            "generic_csv",
            server.AdminKey
        );
        var file = ((MultipartFormDataContent)request.Content!).Last();
        file.Headers.Remove("Content-Disposition");
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"0\"; {parameter}");
        using var response = await server.Client.SendAsync(request);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.True(answer.TryGetProperty("data", out var data), answer.ToString());
        Assert.Equal(stored, data.GetProperty("uploadDataset").GetProperty("dataset").GetProperty("filename").GetString());
    }

    [Theory]
    [InlineData("variables", """{"a":"\ud800"}""")]
    [InlineData("extensions", """{"\udc00":1}""")]
    [InlineData("variables", """{"a":{"b":1,"b":2}}""")]
    public async Task Unreadable_variables_are_refused_in_GET_and_POST(string parameter, string json)
    {
        using var body = new StringContent($$"""{"query":"{__typename}","{{parameter}}":{{json}}}""", Encoding.UTF8, "application/json");
        foreach (
            var answer in new[]
            {
                server.Client.GetAsync($"/graphql?query={{__typename}}&{parameter}={json}"),
                server.Client.PostAsync("/graphql", body),
            }
        )
        {
            using var response = await answer;
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains("HC0009", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private static string NameOf(JsonElement type) => SampleOperation.Unwrapped(type).GetProperty("name").GetString()!;

    private async Task RefusedAsync(InputPosition position, string query, string variables, string code)
    {
        var (status, body) = await AskAsync(position.Operation, query, variables);
        Assert.True(
            status is HttpStatusCode.BadRequest or HttpStatusCode.OK
                && body.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal)
                && !body.Contains("\"data\"", StringComparison.Ordinal),
            $"{position.Path}: {query} {variables}\n{(int)status} {body}"
        );
    }

    /// <param name="variables">The JSON text of the variables. The request contains it unchanged, because a serializer would replace
    /// invalid text.</param>
    private async Task<(HttpStatusCode Status, string Body)> AskAsync(string operation, string query, string variables)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(
                $$"""{"query":{{JsonSerializer.Serialize(query)}},"variables":{{variables}}}""",
                null,
                "application/json"
            ),
            Headers =
            {
                { "X-Api-Key", server.AdminKey },
                { "Accept", operation == "subscription" ? "text/event-stream" : "application/graphql-response+json" },
            },
        };
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
