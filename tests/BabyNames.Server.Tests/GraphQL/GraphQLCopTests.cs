using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Sends the requests of graphql-cop (github.com/dolevf/graphql-cop, MIT). graphql-cop also reports queries by GET and
/// introspection; the server supports both intentionally.</summary>
public sealed class GraphQLCopTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public Task Alias_overloading_is_refused() =>
        AssertRefusedAsync($"query cop {{ {string.Concat(Enumerable.Range(0, 101).Select(i => $"alias{i}:__typename \n"))} }}", "HC0083");

    [Fact]
    public Task Field_duplication_is_refused() =>
        AssertRefusedAsync($"query cop {{ {string.Concat(Enumerable.Repeat("__typename \n", 500))} }}", "HC0083");

    [Fact]
    public Task Circular_introspection_is_refused() =>
        AssertRefusedAsync(
            "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }",
            "HC0086"
        );

    [Fact]
    public Task Directive_overloading_is_refused() =>
        AssertRefusedAsync("query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }", "HC0083");

    [Fact]
    public async Task Array_batching_is_refused()
    {
        using var response = await server.Client.PostAsJsonAsync(
            "/graphql",
            Enumerable.Repeat(new { query = "query cop { __typename }" }, 10)
        );
        await AssertNoDataAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_error_suggests_no_field()
    {
        var answer = await server.GraphQLAsync("query cop { __schema { directive } }");
        Assert.Equal(
            "The field `directive` does not exist on the type `__Schema`.",
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("message").GetString()
        );
    }

    [Fact]
    public async Task A_mutation_over_GET_is_refused()
    {
        using var response = await server.Client.GetAsync("/graphql?query=mutation cop {__typename}");
        await AssertNoDataAsync(response, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_POST_of_a_form_is_refused()
    {
        using var form = new FormUrlEncodedContent([new("query", "query cop { __typename }")]);
        using var response = await server.Client.PostAsync("/graphql", form);
        await AssertNoDataAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_response_has_no_tracing() =>
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await server.GraphQLAsync("query cop { __typename }")).GetRawText());

    [Fact]
    public async Task A_syntax_error_has_only_its_code()
    {
        var answer = await server.GraphQLAsync("qwerty cop { abc }");
        Assert.Equal(["errors"], answer.EnumerateObject().Select(property => property.Name));
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal("""{"code":"HC0014"}""", error.GetProperty("extensions").GetRawText());
    }

    private async Task AssertRefusedAsync(string query, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query, operationName = "cop" }), Encoding.UTF8, "application/json"),
            Headers = { Accept = { new("application/graphql-response+json") } },
        };
        using var response = await server.Client.SendAsync(request);
        var error = await AssertNoDataAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(code, error.GetProperty("extensions").GetProperty("code").GetString());
    }

    /// <returns>The only error of the response, which has no data.</returns>
    private static async Task<JsonElement> AssertNoDataAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["errors"], answer.EnumerateObject().Select(property => property.Name));
        return Assert.Single(answer.GetProperty("errors").EnumerateArray());
    }
}
