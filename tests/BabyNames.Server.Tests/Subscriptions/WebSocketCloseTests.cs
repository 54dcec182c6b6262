using System.Net.WebSockets;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests that the end of a WebSocket, whatever its cause, ends its subscriptions and that the next client can connect.</summary>
public class WebSocketCloseTests(WebSocketCloseTests.WebSocketCloseFixture server)
    : IClassFixture<WebSocketCloseTests.WebSocketCloseFixture>
{
    private const int Sockets = 20;
    private const int Subscriptions = 50;

    private static readonly Dictionary<string, Func<RawSocket, Task>> Ends = new()
    {
        ["a type that is not Unicode"] = socket => socket.SendTextAsync("""{"type":"\ud800"}"""),
        ["an id that is not Unicode"] = socket => socket.SendTextAsync("""{"type":"complete","id":"\ud800"}"""),
        ["bytes that are not UTF-8"] = socket => socket.SendBytesAsync([(byte)'"', 0xFF, (byte)'"']),
        ["a binary frame"] = socket => socket.SendBytesAsync([1, 2, 3], WebSocketMessageType.Binary),
        ["a message that is too large"] = socket => socket.SendBytesAsync(new byte[300 * 1024]),
        ["a message of another kind"] = socket => socket.SendTextAsync("[]"),
        ["a fault beside queries that are being answered"] = async socket =>
        {
            for (var i = 0; i < Subscriptions; i++)
            {
                await socket.SendAsync(new { type = "complete", id = $"{i}" });
                await socket.SubscribeAsync($"query {i}", "{ __schema { types { name description } } }");
            }
            await socket.SendTextAsync("""{"type":"\ud800"}""");
        },
        ["a reset"] = socket => Task.Run(socket.Reset),
        ["a reset within a message"] = async socket =>
        {
            await socket.SendBytesAsync("{\"type\":"u8.ToArray(), isEnd: false);
            socket.Reset();
        },
        ["an abort"] = socket => socket.DisposeAsync().AsTask(),
        ["a close"] = socket => socket.CloseAsync(),
    };

    private Uri Address => server.Client.BaseAddress!;

    public static TheoryData<string> Endings => [.. Ends.Keys];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_closed_socket_releases_its_subscriptions_and_its_connection(string ending)
    {
        var sockets = new List<RawSocket>();
        while (sockets.Count < Sockets)
            sockets.Add(await SubscribedAsync());
        await server.SubscriptionsAsync(Sockets * Subscriptions);
        await Task.WhenAll(sockets.Select(Ends[ending]));
        await server.SubscriptionsAsync(0);
        // The key may have this number of open sockets.
        var next = new List<RawSocket>();
        while (next.Count < Sockets)
            next.Add(await RawSocket.WhenFreeAsync(Address, server.ViewerKey));
        await next[0].ExpectServedAsync();
        foreach (var socket in next)
            await socket.CloseAsync();
        await server.SubscriptionsAsync(0);
        foreach (var socket in sockets)
            await socket.DisposeAsync();
    }

    [Fact]
    public async Task A_database_error_during_the_key_lookup_closes_and_releases_the_connection()
    {
        await server.SqlAsync("ALTER TABLE api_keys RENAME TO api_keys_away");
        try
        {
            // The number of sockets is larger than the number that may be open without a key.
            for (var i = 0; i < 30; i++)
            {
                await using var socket = await RawSocket.WhenFreeAsync(Address);
                await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {ApiKey.Create()}" } });
                Assert.Equal(1011, await socket.CodeAsync());
            }
        }
        finally
        {
            await server.SqlAsync("ALTER TABLE api_keys_away RENAME TO api_keys");
        }
        await using var next = await RawSocket.WhenFreeAsync(Address, server.ViewerKey);
        await next.ExpectServedAsync();
        await next.CloseAsync();
        await server.SubscriptionsAsync(0);
    }

    private async Task<RawSocket> SubscribedAsync()
    {
        var socket = await RawSocket.WhenFreeAsync(Address, server.ViewerKey);
        for (var i = 0; i < Subscriptions; i++)
            await socket.SubscribeAsync($"{i}", "subscription { jobUpdated { id } }");
        return socket;
    }

    /// <summary>The test opens one socket after another. Each socket is closed by the timeout and must not count as open
    /// afterwards.</summary>
    [Fact]
    public async Task A_connection_without_connection_init_is_closed_and_released()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var socket = await RawSocket.WhenFreeAsync(Address);
            Assert.Equal(4408, await socket.CodeAsync());
        }
    }

    /// <summary>A server that requires a key, with exactly the connections and subscriptions that one key of these tests
    /// uses.</summary>
    public sealed class WebSocketCloseFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "false",
            "--Access:MaxKeyAttempts",
            "100",
            "--GraphQL:MaxSubscriptions",
            $"{2 * Sockets * Subscriptions}",
            "--GraphQL:MaxConnections",
            $"{2 * Sockets}",
            "--GraphQL:ConnectionInitTimeout",
            "00:00:05"
        );
}
