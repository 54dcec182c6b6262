using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>A WebSocket client of graphql-transport-ws that can violate the protocol.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly IPAddress _from;
    private readonly HttpMessageInvoker _connector;
    private Socket? _connection;

    private RawSocket(IPAddress from) =>
        (_from, _connector) = (
            from,
            new(
                new SocketsHttpHandler
                {
                    ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken),
                }
            )
        );

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? SubProtocol => _socket.SubProtocol;

    public static Task<RawSocket> OpenAsync(
        Uri server,
        string? protocol = "graphql-transport-ws",
        params (string Name, string Value)[] headers
    ) => OpenAsync(server, IPAddress.Loopback, protocol, headers);

    /// <param name="from">The source address of the client, any address of 127.0.0.0/8.</param>
    public static async Task<RawSocket> OpenAsync(
        Uri server,
        IPAddress from,
        string? protocol = "graphql-transport-ws",
        params (string Name, string Value)[] headers
    )
    {
        var opened = new RawSocket(from);
        if (protocol is not null)
            opened._socket.Options.AddSubProtocol(protocol);
        foreach (var (name, value) in headers)
            opened._socket.Options.SetRequestHeader(name, value);
        try
        {
            await opened._socket.ConnectAsync(
                new UriBuilder(server) { Scheme = "ws", Path = "/graphql" }.Uri,
                opened._connector,
                CancellationToken.None
            );
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
        return opened;
    }

    /// <summary>Opens a WebSocket, sends <c>connection_init</c> and waits for <c>connection_ack</c>.</summary>
    public static async Task<RawSocket> ReadyAsync(Uri server, string key, IPAddress? from = null)
    {
        var socket = await OpenAsync(server, from ?? IPAddress.Loopback);
        await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {key}" } });
        Assert.Equal("connection_ack", await socket.TypeAsync());
        return socket;
    }

    /// <summary>Opens a WebSocket as soon as the server has one free for the client. The server may not yet have noticed that earlier
    /// WebSockets ended.</summary>
    /// <param name="key">The API key for <c>connection_init</c>; null opens the WebSocket and sends no <c>connection_init</c>.</param>
    public static async Task<RawSocket> WhenFreeAsync(Uri server, string? key = null) =>
        (
            await Eventually.SeeAsync(
                () => TryReadyAsync(server, key),
                socket => socket is not null,
                "the server to accept another WebSocket"
            )
        )!;

    private static async Task<RawSocket?> TryReadyAsync(Uri server, string? key)
    {
        try
        {
            var socket = await OpenAsync(server);
            if (key is null)
                return socket;
            await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {key}" } });
            if (await socket.TypeAsync() == "connection_ack")
                return socket;
            await socket.DisposeAsync();
            return null;
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SubscribeAsync(string id, string query) =>
        SendAsync(
            new
            {
                id,
                type = "subscribe",
                payload = new { query },
            }
        );

    public Task SendTextAsync(string message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        SendBytesAsync(Encoding.UTF8.GetBytes(message), type);

    /// <param name="isEnd">Whether this is the last frame of the message.</param>
    public Task SendBytesAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Text, bool isEnd = true) =>
        _socket.SendAsync(message, type, isEnd, CancellationToken.None);

    /// <summary>Receives the next message; null if the server closed the WebSocket.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        var message = new MemoryStream();
        var chunk = new byte[4 * 1024];
        while (true)
        {
            var read = await Eventually.EndAsync(_socket.ReceiveAsync(chunk, CancellationToken.None), "the server's next message");
            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(chunk, 0, read.Count);
            if (read.EndOfMessage)
                return JsonDocument.Parse(message.ToArray()).RootElement;
        }
    }

    public async Task<string?> TypeAsync() => (await NextAsync())?.GetProperty("type").GetString();

    /// <summary>Subscribes to a field that sends a response immediately, and waits for the response.</summary>
    public async Task ExpectServedAsync()
    {
        await SubscribeAsync("served", "subscription { statisticsUpdated { dataVersion } }");
        var response = await NextAsync();
        Assert.True(
            response?.GetProperty("type").GetString() == "next",
            $"The subscription received no data: {response?.ToString() ?? $"{CloseStatus}"}"
        );
    }

    /// <summary>Reads messages until the server closes the WebSocket.</summary>
    /// <returns>The close code.</returns>
    public async Task<int> CodeAsync()
    {
        while (await NextAsync() is not null)
        {
            // The messages are not needed.
        }
        return (int)_socket.CloseStatus!;
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    /// <summary>Ends the TCP connection with RST and without a WebSocket close, as the crash of a machine does.</summary>
    public void Reset()
    {
        _connection!.LingerState = new(enable: true, seconds: 0);
        _connection.Close();
    }

    public void Abort() => _socket.Abort();

    /// <summary>Writes bytes to the TCP connection. The bytes need not be a valid frame.</summary>
    public async Task SendFrameAsync(byte[] bytes) => await _connection!.SendAsync(bytes);

    /// <summary>Sends a close frame. Messages of the server can still be read.</summary>
    public Task CloseOutputAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _connector.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        _connection = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _connection.Bind(new IPEndPoint(_from, 0));
        await _connection.ConnectAsync(server, cancellationToken);
        return new NetworkStream(_connection, ownsSocket: true);
    }
}
