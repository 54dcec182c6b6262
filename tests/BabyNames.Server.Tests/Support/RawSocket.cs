using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace BabyNames.Server.Tests.Support;

/// <summary>A WebSocket of graphql-transport-ws that may break its rules.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? SubProtocol => _socket.SubProtocol;

    public static async Task<RawSocket> OpenAsync(
        Uri server, string? protocol = "graphql-transport-ws", params (string Name, string Value)[] headers)
    {
        var opened = new RawSocket();
        if (protocol is not null)
            opened._socket.Options.AddSubProtocol(protocol);
        foreach (var (name, value) in headers)
            opened._socket.Options.SetRequestHeader(name, value);
        await opened._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/graphql" }.Uri, CancellationToken.None);
        return opened;
    }

    /// <summary>Opened and acknowledged.</summary>
    public static async Task<RawSocket> ReadyAsync(Uri server, string key)
    {
        var socket = await OpenAsync(server);
        await socket.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {key}" } });
        Assert.Equal("connection_ack", await socket.TypeAsync());
        return socket;
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SubscribeAsync(string id, string query) => SendAsync(new { id, type = "subscribe", payload = new { query } });

    public Task SendTextAsync(string message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next message; null when the server closed.</summary>
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

    /// <summary>The number that the server closes with, after whatever it says before.</summary>
    public async Task<int> CodeAsync()
    {
        while (await NextAsync() is not null)
        {
            // Of no interest.
        }
        return (int)_socket.CloseStatus!;
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
