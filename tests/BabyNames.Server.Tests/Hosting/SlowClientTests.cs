using System.Net.Sockets;
using System.Text;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

public class SlowClientTests(SlowClientTests.HeaderTimeoutFixture withTimeout, ServerFixture withDefaults)
    : IClassFixture<SlowClientTests.HeaderTimeoutFixture>,
        IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_request_whose_headers_take_too_long_gets_408() =>
        Assert.StartsWith(
            "HTTP/1.1 408 ",
            await SendSlowlyAsync("GET /odata/Countries HTTP/1.1\r\nHost: names.example\r\nX-Slow: "),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_request_whose_body_takes_too_long_is_ended() =>
        Assert.StartsWith(
            "HTTP/1.1 408 ",
            await SendSlowlyAsync(
                "POST /graphql HTTP/1.1\r\nHost: names.example\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Headers_above_the_size_limit_get_431() =>
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            await AnswerAsync(
                withDefaults,
                $"GET /odata/Countries HTTP/1.1\r\nHost: names.example\r\nX-Large: {new string('x', 20_000)}\r\n\r\n",
                pause: null
            ),
            StringComparison.Ordinal
        );

    /// <summary>Sends one byte every 100 milliseconds until the server responds or closes the connection.</summary>
    private Task<string> SendSlowlyAsync(string beginning) => AnswerAsync(withTimeout, beginning, TimeSpan.FromMilliseconds(100));

    private static async Task<string> AnswerAsync(ServerFixture server, string beginning, TimeSpan? pause)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var answer = new StreamReader(stream, Encoding.ASCII).ReadLineAsync();
        try
        {
            while (pause is { } moment && await Task.WhenAny(answer, Task.Delay(moment)) != answer)
                await stream.WriteAsync("x"u8.ToArray());
        }
        catch (IOException)
        {
            // The server has closed the connection. Its response can still be read.
        }
        return await Eventually.EndAsync(answer, "the server to respond or close the connection") ?? "";
    }

    /// <summary>A server that waits one second for the headers of a request.</summary>
    public sealed class HeaderTimeoutFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Connections:HeadersTimeout", "00:00:01");
}
