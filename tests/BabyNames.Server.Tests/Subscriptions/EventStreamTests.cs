using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>The rules of graphql-sse with distinct connections.</summary>
public class EventStreamTests(EventStreamTests.Hasty server) : IClassFixture<EventStreamTests.Hasty>
{
    private const string Endless = "subscription { jobUpdated { id } }";

    [Fact]
    public async Task A_stream_says_that_it_is_alive()
    {
        using var response = await PostAsync(Endless);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.True(response.Headers.CacheControl!.NoStore);
        using var lines = await LinesAsync(response);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(":", await LineAsync(lines));
            Assert.Equal("", await LineAsync(lines));
        }
    }

    [Fact]
    public async Task A_subscription_may_come_by_get()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=subscription{statisticsUpdated{dataVersion}}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = await LinesAsync(response);
        Assert.Equal("event: next", await EventAsync(lines));
        Assert.StartsWith("""data: {"data":{"statisticsUpdated":{"dataVersion":""", await LineAsync(lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ nothing }", "does not exist")]
    [InlineData("{", "HC0014")]
    [InlineData("subscription($yes: Boolean = true) { statisticsUpdated @skip(if: $yes) { dataVersion } }", "NO_SUBSCRIPTION_FIELD")]
    public async Task A_document_that_is_wrong_is_an_event_and_the_end(string query, string expected)
    {
        using var response = await PostAsync(query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = Regex.Replace(await response.Content.ReadAsStringAsync(), "^:\n\n", "", RegexOptions.Multiline);
        Assert.StartsWith("event: next\ndata: {\"errors\":[", body, StringComparison.Ordinal);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.EndsWith("}\n\nevent: complete\ndata:\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_wrong_gets_a_status_and_json()
    {
        using var response = await PostAsync("");
        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/json"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType)
        );
        Assert.Contains("HC0013", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    [InlineData("*/*")]
    public async Task A_subscription_needs_a_client_that_takes_streams(string accept)
    {
        using var response = await PostAsync(Endless, accept);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Contains("text/event-stream", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ __typename }", "application/graphql-response+json")]
    [InlineData("subscription { statisticsUpdated { dataVersion } }", "text/event-stream")]
    public async Task A_client_that_takes_both_gets_a_stream_for_a_subscription_alone(string query, string expected)
    {
        using var response = await PostAsync(query, "application/graphql-response+json, text/event-stream");
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_mutation_does_not_come_by_get()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=mutation{__typename}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_client_has_half_of_the_streams_and_those_that_went_are_forgotten()
    {
        var open = new List<HttpResponseMessage>();
        var response = await PostAsync(Endless);
        for (; response.StatusCode == HttpStatusCode.OK; response = await PostAsync(Endless))
        {
            open.Add(response);
            Assert.InRange(open.Count, 1, 6);
        }
        using var refused = response;
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "application/json"),
            (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType)
        );
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("CONNECTION_LIMIT", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var other = await PostAsync(Endless, key: server.ViewerKey);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        open.ForEach(stream => stream.Dispose());
        (
            await Eventually.SeeAsync(() => PostAsync(Endless), again => again.StatusCode == HttpStatusCode.OK, "a place to be free")
        ).Dispose();
    }

    private Task<HttpResponseMessage> PostAsync(string query, string accept = "text/event-stream", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Accept.ParseAdd(accept);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<StreamReader> LinesAsync(HttpResponseMessage response) => new(await response.Content.ReadAsStreamAsync());

    private static Task<string?> LineAsync(StreamReader lines) => Eventually.EndAsync(lines.ReadLineAsync(), "the stream's next line");

    /// <summary>The next line that is not there to keep the stream alive.</summary>
    private static async Task<string?> EventAsync(StreamReader lines)
    {
        while (true)
        {
            if (await LineAsync(lines) is not (":" or "") and var line)
                return line;
        }
    }

    /// <summary>A server that says often that it is alive, to few.</summary>
    public sealed class Hasty()
        : ServerFixture("--Access:AnonymousReading", "true", "--GraphQL:KeepAliveInterval", "00:00:00.2", "--GraphQL:MaxConnections", "12");
}
