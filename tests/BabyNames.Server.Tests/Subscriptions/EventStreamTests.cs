using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests the protocol graphql-sse in distinct connections mode.</summary>
public class EventStreamTests(EventStreamTests.EventStreamFixture server) : IClassFixture<EventStreamTests.EventStreamFixture>
{
    private const string Endless = "subscription { jobUpdated { id } }";

    [Fact]
    public async Task An_idle_stream_sends_keep_alive_comments()
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
    public async Task A_subscription_is_accepted_over_GET()
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
    public async Task An_invalid_document_sends_one_error_event_and_completes(string query, string expected)
    {
        using var response = await PostAsync(query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = Regex.Replace(await response.Content.ReadAsStringAsync(), "^:\n\n", "", RegexOptions.Multiline);
        Assert.StartsWith("event: next\ndata: {\"errors\":[", body, StringComparison.Ordinal);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.EndsWith("}\n\nevent: complete\ndata:\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_request_gets_400_with_JSON()
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
    public async Task A_subscription_without_text_event_stream_in_Accept_gets_406(string accept)
    {
        using var response = await PostAsync(Endless, accept);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Contains("text/event-stream", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ __typename }", "application/graphql-response+json")]
    [InlineData("subscription { statisticsUpdated { dataVersion } }", "text/event-stream")]
    public async Task A_client_that_accepts_both_media_types_gets_a_stream_only_for_a_subscription(string query, string expected)
    {
        using var response = await PostAsync(query, "application/graphql-response+json, text/event-stream");
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_mutation_over_GET_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=mutation{__typename}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_client_can_open_half_of_the_streams_and_closed_streams_do_not_count()
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
        using (var other = await PostAsync(Endless, key: server.ViewerKey))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        open.ForEach(stream => stream.Dispose());
        (
            await Eventually.SeeAsync(() => PostAsync(Endless), again => again.StatusCode == HttpStatusCode.OK, "a place to be free")
        ).Dispose();
        // The next test may also need a free connection.
        await server.SubscriptionsAsync(0);
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

    /// <summary>Returns the next line that is not a keep-alive comment or empty.</summary>
    private static async Task<string?> EventAsync(StreamReader lines)
    {
        while (true)
        {
            if (await LineAsync(lines) is not (":" or "") and var line)
                return line;
        }
    }

    /// <summary>A server with 12 connections that sends a keep-alive comment every 0.2 seconds.</summary>
    public sealed class EventStreamFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--GraphQL:KeepAliveInterval", "00:00:00.2", "--GraphQL:MaxConnections", "12");
}
