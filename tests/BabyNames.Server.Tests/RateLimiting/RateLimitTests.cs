using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Access;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.RateLimiting;

public class RateLimitTests(RateLimitTests.RateLimitFixture server) : IClassFixture<RateLimitTests.RateLimitFixture>
{
    private const string Query = "{ countries(first: 50) { nodes { code } } }";

    [Fact]
    public async Task A_GraphQL_request_uses_one_token_and_its_reported_cost()
    {
        var key = await KeyAsync();
        var before = await LeftAsync(await GraphQLAsync(key, "{ __typename }"));
        using var answer = await GraphQLAsync(key, Query, ("GraphQL-Cost", "report"));
        var cost = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("extensions").GetProperty("operationCost");
        AssertSpent(before, answer, 1 + cost.GetProperty("fieldCost").GetInt32() + cost.GetProperty("typeCost").GetInt32());
    }

    [Fact]
    public async Task Tokens_for_GraphQL_nodes_that_are_not_returned_are_refunded()
    {
        var key = await KeyAsync();
        var before = await LeftAsync(await GraphQLAsync(key, "{ __typename }"));
        using var answer = await GraphQLAsync(
            key,
            "{ countries(first: 900, where: { code: { eq: \"US\" } }) { nodes { code } } }",
            ("GraphQL-Cost", "report")
        );
        Assert.Contains("\"typeCost\":902", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        AssertSpent(before, answer, 1 + 31 + 3);
    }

    [Theory]
    [InlineData("Countries", null, 251)]
    [InlineData("Countries?$top=100", null, 101)]
    [InlineData("Countries", "odata.maxpagesize=30", 31)]
    [InlineData("Countries?$top=10", "odata.maxpagesize=30", 11)]
    [InlineData("Countries('US')", null, 1)]
    [InlineData("$metadata", null, 1)]
    [InlineData("Countries?$top=-1", null, 1)]
    [InlineData("Countries?$filter=Code eq 'none'", null, 1)]
    [InlineData("Countries/$count", null, 1)]
    public async Task An_OData_request_uses_one_token_and_its_rows(string resource, string? prefer, int spent)
    {
        var key = await KeyAsync();
        var before = await LeftAsync(await ODataAsync(key, "$metadata"));
        using var answer = await ODataAsync(key, resource, prefer);
        AssertSpent(before, answer, spent);
    }

    [Fact]
    public async Task A_CSV_response_uses_tokens_for_all_of_its_rows()
    {
        var rows = (int)(long)(await server.SqlAsync("SELECT COUNT(*) FROM countries"))[0][0];
        var key = await KeyAsync();
        var before = await LeftAsync(await ODataAsync(key, "$metadata"));
        using (var lines = await ODataAsync(key, "Countries?$format=csv&$select=Code", "odata.maxpagesize=2"))
            Assert.Equal(rows + 1, (await lines.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Length);
        await Eventually.SeeAsync(
            () => Task.FromResult(before - (int)server.Services.GetRequiredService<TokenBuckets>().Remaining(key.Split('_')[1])),
            spent => spent >= rows,
            "the rows to be charged"
        );
        AssertSpent(before, await ODataAsync(key, "$metadata"), 1 + rows + 1);
    }

    [Fact]
    public async Task A_client_without_tokens_gets_429_with_Retry_After_and_others_are_served()
    {
        var key = await KeyAsync();
        await SpendAsync(key);
        using (var refused = await GraphQLAsync(key, Query))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "0"), (refused.StatusCode, One(refused, "RateLimit-Remaining")));
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 1_000);
            var error = Assert.Single((await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray());
            Assert.Equal("BN429", error.GetProperty("extensions").GetProperty("code").GetString());
        }
        using (var refused = await ODataAsync(key, "Countries"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(
                "BN429",
                (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString()
            );
        }
        using var other = await ODataAsync(await KeyAsync(), "Countries");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var health = await server.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.False(health.Headers.Contains("RateLimit-Limit"));
    }

    [Fact]
    public async Task A_batch_uses_tokens_for_each_request_until_none_are_left()
    {
        var key = await KeyAsync();
        var batch = new
        {
            requests = Enumerable
                .Range(1, 6)
                .Select(i => new
                {
                    id = $"{i}",
                    method = "get",
                    url = $"Countries?$top={200 + i}",
                }),
        };
        using var answer = await SendAsync(
            key,
            new(HttpMethod.Post, "/odata/$batch") { Content = JsonContent.Create(batch) },
            [("Prefer", "continue-on-error")]
        );
        var answers = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal([200, 200, 200, 200, 200, 429], answers.Select(part => part.GetProperty("status").GetInt32()));
        Assert.Contains("BN429", answers[^1].ToString(), StringComparison.Ordinal);
        using var next = await ODataAsync(key, "Countries?$top=1");
        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
    }

    [Fact]
    public async Task An_operation_over_WebSocket_without_tokens_gets_an_error_message()
    {
        var key = await KeyAsync();
        await using var socket = await RawSocket.ReadyAsync(server.Client.BaseAddress!, key);
        await SpendAsync(key);
        await socket.SubscribeAsync("1", Query);
        var message = (await socket.NextAsync())!.Value;
        Assert.Equal("error", message.GetProperty("type").GetString());
        Assert.Equal("BN429", message.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Anonymous_clients_are_limited_by_IPv4_address_and_by_IPv6_network()
    {
        Assert.Equal(HttpStatusCode.OK, await FromAsync("198.51.100.1"));
        for (var i = 0; i < 10 && await FromAsync("198.51.100.1") == HttpStatusCode.OK; i++)
        {
            // The loop ends when the tokens of the client are spent.
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await FromAsync("198.51.100.2"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.9, 198.51.100.1"));

        for (var i = 0; i < 10 && await FromAsync($"2001:db8:0:1::{i}") == HttpStatusCode.OK; i++)
        {
            // The loop ends when the tokens of the client are spent.
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("2001:db8:0:1:ffff::1"));
        Assert.Equal(HttpStatusCode.OK, await FromAsync("2001:db8:0:2::1"));
    }

    private async Task<HttpStatusCode> FromAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await server.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task SpendAsync(string key)
    {
        for (var i = 0; i < 10; i++)
        {
            using var answer = await ODataAsync(key, "Countries");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return;
        }
        Assert.Fail("Ten pages of 250 rows cost more than the tokens of the client, but no page was refused.");
    }

    private async Task<string> KeyAsync() =>
        (await server.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("spender", Roles.Viewer, expiresAt: null, default)).Text;

    private Task<HttpResponseMessage> GraphQLAsync(string key, string query, params (string Name, string Value)[] headers) =>
        SendAsync(key, new(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) }, headers);

    private Task<HttpResponseMessage> ODataAsync(string key, string resource, string? prefer = null) =>
        SendAsync(key, new(HttpMethod.Get, $"/odata/{resource}"), prefer is null ? [] : [("Prefer", prefer)]);

    private async Task<HttpResponseMessage> SendAsync(string key, HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        using (request)
        {
            request.Headers.Add("X-Api-Key", key);
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            return await server.Client.SendAsync(request);
        }
    }

    private static void AssertSpent(int before, HttpResponseMessage answer, int cost)
    {
        Assert.Equal("1000", One(answer, "RateLimit-Limit"));
        var left = int.Parse(One(answer, "RateLimit-Remaining"), CultureInfo.InvariantCulture);
        Assert.Equal(cost, before - left);
        Assert.Equal(1_000 - left, int.Parse(One(answer, "RateLimit-Reset"), CultureInfo.InvariantCulture));
    }

    private static async Task<int> LeftAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return int.Parse(One(answer, "RateLimit-Remaining"), CultureInfo.InvariantCulture);
        }
    }

    private static string One(HttpResponseMessage answer, string header) => answer.Headers.GetValues(header).Single();

    /// <summary>A server behind a local proxy with rows of countries, and 1,000 tokens for each client. Each client gets one new token each
    /// second. The clock of the server advances only when a test advances it.</summary>
    public sealed class RateLimitFixture()
        : FrozenClockFixture(
            "--Access:AnonymousReading",
            "true",
            "--Access:MaxKeyAttempts",
            "100",
            "--Jobs:Enabled",
            "false",
            "--OData:MaxPageSize",
            "250",
            "--Proxies:Known",
            "127.0.0.1",
            "--Limits:TokenLimit",
            "1000",
            "--Limits:TokensPerSecond",
            "1"
        ),
            IAsyncLifetime
    {
        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Some.CountriesAsync(Databases);
        }
    }
}
