using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GraphQL.SystemTextJson;
using GraphQL.Transport;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>A WebSocket of whole messages in JSON. One reads, any number write.</summary>
internal sealed class MessageSocket(WebSocket socket, GraphQLSerializer serializer, GraphQLLimits limits)
{
    /// <summary>How long the other side may take to answer a close.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether an exception tells no more than that the client ended the connection.</summary>
    public bool IsGone(Exception exception) =>
        exception is WebSocketException or IOException || socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived);

    /// <summary>The next message; null when the client closed.</summary>
    /// <exception cref="CloseException">Not a message of the protocol.</exception>
    public async Task<JsonElement?> ReadAsync(CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        var chunk = new byte[4 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(chunk.AsMemory(), cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            if (read.MessageType == WebSocketMessageType.Binary)
                throw new CloseException(CloseCode.InvalidMessage, "Messages are text");
            if (message.Length + read.Count > limits.MaxRequestBytes)
                throw new CloseException(CloseCode.TooLarge, $"A message has at most {limits.MaxRequestBytes:N0} bytes");
            message.Write(chunk, 0, read.Count);
            if (read.EndOfMessage)
                return Parse(message.ToArray());
        }
    }

    public async Task WriteAsync(string type, string? id, object? payload, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes(
            serializer.Serialize(
                new OperationMessage
                {
                    Type = type,
                    Id = id,
                    Payload = payload,
                }
            )
        );
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Cut short, a send would abort the socket and with it every other operation.
            if (socket.State is WebSocketState.Open)
                await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <param name="reason">At most 123 bytes.</param>
    /// <param name="reading">Of whoever reads; it ends with the other side's answer.</param>
    public async Task CloseAsync(int code, string reason, Task reading)
    {
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await SendCloseAsync(code, reason, patience.Token);
            await reading.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            patience.Token.ThrowIfCancellationRequested();
            // What the client sent meanwhile is read, or the network would throw the close away with it.
            while (socket.State == WebSocketState.CloseSent)
                await socket.ReceiveAsync(new byte[4 * 1024].AsMemory(), patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || IsGone(exception))
        {
            socket.Abort();
        }
    }

    private async Task SendCloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, cancellationToken);
        }
        finally
        {
            // Whoever waits to write finds the socket closed and goes on.
            _turn.Release();
        }
    }

    private static JsonElement Parse(byte[] message)
    {
        try
        {
            var parsed = JsonDocument.Parse(message).RootElement;
            CheckText(message);
            return parsed.ValueKind == JsonValueKind.Object
                ? parsed
                : throw new CloseException(CloseCode.InvalidMessage, "A message is a JSON object");
        }
        catch (JsonException)
        {
            throw new CloseException(CloseCode.InvalidMessage, "The message is not JSON");
        }
        catch (InvalidOperationException)
        {
            throw new CloseException(CloseCode.InvalidMessage, "The message holds text that is not Unicode");
        }
    }

    /// <summary>The bytes are UTF-8, or they would not have come through the socket. An escape may still name half of a surrogate
    /// pair.</summary>
    /// <exception cref="InvalidOperationException">One does.</exception>
    private static void CheckText(byte[] message)
    {
        var reader = new Utf8JsonReader(message);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
                reader.GetString();
        }
    }
}
