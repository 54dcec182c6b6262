using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Fuzzing;

/// <summary>Checks that a WebSocket with any messages and any end does not affect others: the server removes its subscriptions and serves
/// the next client.</summary>
public sealed class WebSocketFuzzTests(RequestFuzzTests.FuzzingFixture server, ITestOutputHelper output)
    : IClassFixture<RequestFuzzTests.FuzzingFixture>
{
    private const int Concurrency = 8;
    private const int Batch = 200;

    /// <summary>Frames that a client must not send: reserved opcodes and bits, excessive lengths, no mask, a truncated close
    /// frame.</summary>
    private static readonly byte[][] Frames =
    [
        [0x83, 0x80, 1, 2, 3, 4],
        [0xC1, 0x81, 1, 2, 3, 4, 5],
        [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4],
        [0x81, 0x02, (byte)'{', (byte)'}'],
        [0x88, 0x81, 1, 2, 3, 4, 5],
        [0x89, 0xFE, 0xFF, 0xFF, 1, 2, 3, 4],
        [0x80, 0x80, 0, 0, 0, 0],
        [0x81],
        "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
    ];

    private readonly ConcurrentDictionary<string, int> _ends = [];

    [Fact]
    public async Task A_WebSocket_with_mutated_messages_affects_no_other_client()
    {
        var run = FuzzRun.Begin(output);
        var count = FuzzRun.Count(4_000);
        for (var done = 0; done < count; done += Batch)
        {
            await Parallel.ForAsync(
                done,
                Math.Min(done + Batch, count),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
                async (i, _) =>
                {
                    var what = $"{run}, socket {i}";
                    var end = await Eventually.EndAsync(OneAsync(run.Random(i), what), what);
                    _ends.AddOrUpdate(end, 1, (_, before) => before + 1);
                }
            );
            await server.SubscriptionsAsync(0);
            await using var next = await RawSocket.ReadyAsync(server.Client.BaseAddress!, server.ViewerKey);
            await next.ExpectServedAsync();
            await next.CloseAsync();
            await server.SubscriptionsAsync(0);
        }
        output.WriteLine(string.Join(", ", _ends.OrderBy(end => end.Key).Select(end => $"{end.Key}: {end.Value}")));
        Assert.True(_ends.Count > 3, "The sockets have too few kinds of ends, so the messages test nothing.");
    }

    /// <returns>The end of the socket, as ReadAsync returns it.</returns>
    private async Task<string> OneAsync(Random random, string what)
    {
        await using var socket = await RawSocket.OpenAsync(server.Client.BaseAddress!);
        var reading = ReadAsync(socket, what);
        try
        {
            if (random.Next(8) > 0)
                await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {server.ViewerKey}" } });
            for (var actions = random.Next(1, 12); actions > 0; actions--)
                await ActAsync(socket, random);
            if (random.Next(3) > 0)
                await socket.CloseOutputAsync();
            else if (random.Next(2) == 0)
                socket.Reset();
            else
                socket.Abort();
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The server closed the socket first.
        }
        var end = await reading;
        Assert.False(end == "1011", $"{what}: closed with 1011");
        return end;
    }

    private static async Task ActAsync(RawSocket socket, Random random)
    {
        var mutations = FuzzRun.Mutations(random);
        switch (random.Next(10))
        {
            case 0:
                await socket.SendTextAsync(mutations.Text(Message(random)));
                break;
            case 1:
                await socket.SendBytesAsync(
                    mutations.Bytes(Encoding.UTF8.GetBytes(Message(random))),
                    random.Next(4) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text
                );
                break;
            case 2:
                await socket.SendTextAsync(mutations.Json(Message(random)));
                break;
            case 3 when random.Next(4) == 0:
                await socket.SendFrameAsync(Frames[random.Next(Frames.Length)]);
                break;
            case 4:
                var message = Encoding.UTF8.GetBytes(Message(random));
                var half = random.Next(message.Length);
                await socket.SendBytesAsync(message[..half], isEnd: false);
                await socket.SendBytesAsync(message[half..]);
                break;
            default:
                await socket.SendTextAsync(Message(random));
                break;
        }
    }

    private static string Message(Random random)
    {
        // There are few ids, so that some are already in use.
        var id = $"{random.Next(6)}";
        string Subscribe(string query) =>
            JsonSerializer.Serialize(
                new
                {
                    type = "subscribe",
                    id,
                    payload = new { query },
                }
            );
        return random.Next(8) switch
        {
            0 => """{"type":"ping","payload":{"at":1}}""",
            1 => """{"type":"pong"}""",
            2 => $$"""{"type":"complete","id":"{{id}}"}""",
            3 => Subscribe(RightRequests.Documents[random.Next(RightRequests.Documents.Length)]),
            _ => Subscribe(RightRequests.Subscriptions[random.Next(RightRequests.Subscriptions.Length)]),
        };
    }

    /// <returns>The close code of the socket, or the text "broken off".</returns>
    private static async Task<string> ReadAsync(RawSocket socket, string what)
    {
        try
        {
            while (await socket.NextAsync() is { } message)
            {
                var text = message.GetRawText();
                Assert.False(text.Contains("Unexpected Execution Error", StringComparison.Ordinal), $"{what}: {text}");
                Assert.False(RequestFuzzTests.Internal().IsMatch(text), $"{what} reveals internal details: {text}");
            }
            return $"{(int?)socket.CloseStatus}";
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            return "broken off";
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is WebSocketException or SocketException or IOException or InvalidOperationException or OperationCanceledException;
}
