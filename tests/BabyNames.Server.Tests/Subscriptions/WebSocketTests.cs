using System.Net.WebSockets;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests the protocol graphql-transport-ws and the responses to clients that violate it.</summary>
public class WebSocketTests(WebSocketTests.WebSocketLimitFixture server, WebSocketTests.ConnectionInitTimeoutFixture withTimeout)
    : IClassFixture<WebSocketTests.WebSocketLimitFixture>,
        IClassFixture<WebSocketTests.ConnectionInitTimeoutFixture>
{
    private const string Endless = "subscription { jobUpdated { id } }";

    private Uri Address => server.Client.BaseAddress!;

    [Theory]
    [InlineData("{", 4400)]
    [InlineData("[]", 4400)]
    [InlineData("{}", 4400)]
    [InlineData("""{"type":"hello"}""", 4400)]
    [InlineData("""{"type":"connection_init"}""", 4429)]
    [InlineData("""{"type":"subscribe","payload":{"query":"{__typename}"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1"}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"taken","payload":{"query":"{__typename}"}}""", 4409)]
    [InlineData("""{"type":"complete"}""", 4400)]
    [InlineData("""{"type":"\ud800"}""", 4400)]
    [InlineData("""{"type":"ping","\udc00":1}""", 4400)]
    [InlineData("""{"type":"complete","id":"\ud800"}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"a\ud800b","payload":{"query":"{__typename}"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{__typename} # \udfff"}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":{"a":["\ude00\ud83d"]}}}""", 4400)]
    [InlineData("""{"type":"subscribe","id":"1","payload":{"query":"{__typename}","extensions":{"\ud83d":null}}}""", 4400)]
    public async Task An_invalid_message_closes_the_connection(string message, int code)
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SubscribeAsync("taken", Endless);
        await socket.SendTextAsync(message);
        Assert.Equal(code, await socket.CodeAsync());
        await server.SubscriptionsAsync(0);
    }

    [Fact]
    public async Task A_message_id_can_have_any_Unicode_text()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SendTextAsync("""{"type":"subscribe","id":"\ud83d\ude00 Zo\u00eb","payload":{"query":"{__typename}"}}""");
        Assert.Equal("😀 Zoë", (await socket.NextAsync())!.Value.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_duplicate_id_of_many_bytes_closes_the_connection_with_4409()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        var id = new string('名', 36);
        await socket.SubscribeAsync(id, Endless);
        await socket.SubscribeAsync(id, Endless);
        Assert.Equal(4409, await socket.CodeAsync());
        await server.SubscriptionsAsync(0);
    }

    [Fact]
    public async Task A_binary_message_closes_the_connection()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SendTextAsync("""{"type":"ping"}""", WebSocketMessageType.Binary);
        Assert.Equal(4400, await socket.CodeAsync());
    }

    [Fact]
    public async Task A_message_that_is_too_large_closes_the_connection()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SubscribeAsync("1", new string(' ', 300_000) + Endless);
        Assert.Equal(1009, await socket.CodeAsync());
    }

    [Fact]
    public async Task Subscribing_before_the_connection_is_acknowledged_closes_it()
    {
        await using var socket = await RawSocket.OpenAsync(Address);
        await socket.SubscribeAsync("1", Endless);
        Assert.Equal(4401, await socket.CodeAsync());
    }

    [Fact]
    public async Task A_connection_without_connection_init_is_closed()
    {
        await using var socket = await RawSocket.OpenAsync(withTimeout.Client.BaseAddress!);
        Assert.Equal(4408, await socket.CodeAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("graphql-ws")]
    public async Task Another_subprotocol_is_refused(string? protocol)
    {
        try
        {
            await using var socket = await RawSocket.OpenAsync(Address, protocol);
            Assert.Null(socket.SubProtocol);
            Assert.Equal(4406, await socket.CodeAsync());
        }
        catch (WebSocketException exception) when (protocol is not null)
        {
            // A client that requested a subprotocol refuses a connection without one.
            Assert.Equal(WebSocketError.UnsupportedProtocol, exception.WebSocketErrorCode);
        }
    }

    [Theory]
    [InlineData("""{"type":"connection_init"}""")]
    [InlineData("""{"type":"connection_init","payload":null}""")]
    [InlineData("""{"type":"connection_init","payload":{"Authorization":"Bearer nonsense"}}""")]
    [InlineData("""{"type":"connection_init","payload":{"x-api-key":""}}""")]
    public async Task A_connection_without_a_valid_key_is_refused(string message)
    {
        await using var socket = await RawSocket.OpenAsync(Address);
        await socket.SendTextAsync(message);
        Assert.Equal(4403, await socket.CodeAsync());
    }

    [Fact]
    public async Task An_invalid_key_in_the_header_is_refused_at_once()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(Address, headers: ("X-Api-Key", "nonsense")));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://elsewhere.example", 4403)]
    [InlineData("null", 4403)]
    [InlineData("here", null)]
    [InlineData("", null)]
    public async Task A_key_in_the_header_is_accepted_except_from_another_origin(string origin, int? code)
    {
        (string, string)[] headers =
            origin.Length == 0 ? [] : [("Origin", origin == "here" ? Address.GetLeftPart(UriPartial.Authority) : origin)];
        await using var socket = await RawSocket.OpenAsync(Address, headers: [("X-Api-Key", server.ViewerKey), .. headers]);
        await socket.SendAsync(new { type = "connection_init" });
        if (code is null)
            Assert.Equal("connection_ack", await socket.TypeAsync());
        else
            Assert.Equal(code, await socket.CodeAsync());
    }

    [Fact]
    public async Task A_WebSocket_request_at_another_path_needs_a_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_ping_is_answered_before_and_after_the_acknowledgement()
    {
        await using var early = await RawSocket.OpenAsync(Address);
        await early.SendAsync(new { type = "ping" });
        Assert.Equal("pong", await early.TypeAsync());
        await using var late = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await late.SendAsync(new { type = "pong" });
        await late.SendAsync(new { type = "ping", payload = new { } });
        Assert.Equal("pong", await late.TypeAsync());
    }

    [Theory]
    [InlineData("{ nothing }", null)]
    [InlineData("{", "HC0014")]
    [InlineData("", "HC0013")]
    [InlineData("subscription($no: Boolean = false) { statisticsUpdated @include(if: $no) { dataVersion } }", "NO_SUBSCRIPTION_FIELD")]
    [InlineData("subscription { jobUpdated { id } datasetUpdated { id } }", null)]
    public async Task An_invalid_document_sends_an_error_and_releases_its_id(string query, string? code)
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        for (var i = 0; i < 2; i++)
        {
            await socket.SubscribeAsync("1", query);
            var error = (await socket.NextAsync())!.Value;
            Assert.Equal(("error", "1"), (error.GetProperty("type").GetString(), error.GetProperty("id").GetString()));
            var first = error.GetProperty("payload")[0];
            Assert.NotEmpty(first.GetProperty("message").GetString()!);
            if (code is not null)
                Assert.Equal(code, first.GetProperty("extensions").GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_mutation_of_a_viewer_is_refused()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SubscribeAsync(
            "1",
            $$"""mutation { cancelDataset(input: { datasetId: "{{Guid.NewGuid()}}" }) { errors { __typename } } }"""
        );
        Assert.Contains("AUTH_NOT_AUTHORIZED", (await socket.NextAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_ends_when_its_client_completes_it_or_disconnects()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SubscribeAsync("1", Endless);
        await socket.SubscribeAsync("2", Endless);
        await server.SubscriptionsAsync(2);
        await socket.SendAsync(new { type = "complete", id = "1" });
        await server.SubscriptionsAsync(1);
        await socket.CloseAsync();
        await server.SubscriptionsAsync(0);

        await using (var rude = await RawSocket.ReadyAsync(Address, server.ViewerKey))
        {
            await rude.SubscribeAsync("1", Endless);
            await server.SubscriptionsAsync(1);
        }
        await server.SubscriptionsAsync(0);
    }

    [Fact]
    public async Task Operations_of_a_connection_above_the_limit_are_refused()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        for (var i = 0; i < 4; i++)
            await socket.SubscribeAsync($"{i}", Endless);
        var error = (await socket.NextAsync())!.Value;
        Assert.Equal("3", error.GetProperty("id").GetString());
        Assert.Equal("OPERATION_LIMIT", error.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(3, server.Services.GetRequiredService<ChangeHub>().Count);
        await socket.CloseAsync();
        await server.SubscriptionsAsync(0);
    }

    [Fact]
    public async Task A_client_can_use_half_of_the_subscriptions_and_the_process_has_a_limit()
    {
        await using var one = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await using var two = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await FillAsync(one, two, 0);
        await using var three = await RawSocket.ReadyAsync(Address, server.AdminKey);
        await using var four = await RawSocket.ReadyAsync(Address, server.AdminKey);
        await FillAsync(three, four, 4);
        await one.CloseAsync();
        await server.SubscriptionsAsync(5);
        await two.ExpectServedAsync();
        foreach (var socket in new[] { two, three, four })
            await socket.CloseAsync();
        await server.SubscriptionsAsync(0);
    }

    /// <summary>Two sockets of a client start the maximum number of subscriptions. The next subscription is refused.</summary>
    private async Task FillAsync(RawSocket one, RawSocket other, int before)
    {
        for (var i = 0; i < 3; i++)
            await one.SubscribeAsync($"{i}", Endless);
        await other.SubscribeAsync("a", Endless);
        await server.SubscriptionsAsync(before + 4);
        await other.SubscribeAsync("b", Endless);
        Assert.Contains("SUBSCRIPTION_LIMIT", (await other.NextAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscriber_that_falls_behind_gets_an_error_and_is_ended()
    {
        await using var socket = await RawSocket.ReadyAsync(Address, server.ViewerKey);
        await socket.SubscribeAsync("1", "subscription { datasetUpdated { id } }");
        await server.SubscriptionsAsync(1);
        await server.SqlAsync(
            """
            INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
            SELECT c.id, 'many.txt', 'none', 1, 'us_ssa', ENCODE(SHA256(n::TEXT::BYTEA), 'hex')
                FROM countries c, GENERATE_SERIES(1, 500) n WHERE c.code = 'US'
            """
        );
        while ((await socket.NextAsync())!.Value is var message)
        {
            if (message.GetProperty("type").GetString() == "next")
                continue;
            Assert.Equal("error", message.GetProperty("type").GetString());
            Assert.Equal(
                "SUBSCRIPTION_TOO_SLOW",
                message.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString()
            );
            break;
        }
        await server.SubscriptionsAsync(0);
    }

    /// <summary>A server that requires a key and waits one second for connection_init.</summary>
    public sealed class ConnectionInitTimeoutFixture()
        : ServerFixture("--Access:AnonymousReading", "false", "--GraphQL:ConnectionInitTimeout", "00:00:01");

    /// <summary>A server that requires a key, with 3 operations for each connection, 8 subscriptions and 20 pending changes.</summary>
    public sealed class WebSocketLimitFixture()
        : ServerFixture(
            // On a busy machine, the server needs some seconds to check a key for the first time, so the timeout is long.
            "--Access:AnonymousReading",
            "false",
            "--GraphQL:ConnectionInitTimeout",
            "00:10:00",
            "--GraphQL:MaxOperationsPerConnection",
            "3",
            "--GraphQL:MaxSubscriptions",
            "8",
            "--GraphQL:MaxPendingChanges",
            "20"
        );
}
