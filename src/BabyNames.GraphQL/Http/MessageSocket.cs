using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GraphQL.SystemTextJson;
using GraphQL.Transport;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Reads and writes whole JSON messages of a WebSocket. One task may read at a time, and any number may write.</summary>
internal sealed class MessageSocket(WebSocket socket, GraphQLSerializer serializer, GraphQLLimits limits)
{
    /// <summary>Time for the client to confirm the end of the connection.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _lock = new(1);

    /// <summary>Whether an exception only means that the client ended the connection.</summary>
    public bool IsGone(Exception exception) =>
        exception is WebSocketException or IOException || socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived);

    /// <summary>Reads the next message.</summary>
    /// <returns>The message; null when the client closed the connection.</returns>
    /// <exception cref="CloseException">The message is not a JSON object in text, or is too large.</exception>
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
                throw new CloseException(CloseCode.InvalidMessage, "Messages must be text");
            if (message.Length + read.Count > limits.MaxRequestBytes)
                throw new CloseException(CloseCode.TooLarge, $"A message has at most {limits.MaxRequestBytes:N0} bytes");
            message.Write(chunk, 0, read.Count);
            if (read.EndOfMessage)
                return Parse(message.ToArray());
        }
    }

    /// <summary>Writes a message of the protocol.</summary>
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
        await _lock.WaitAsync(cancellationToken);
        try
        {
            // Cancelling a send would abort the socket and all other operations, so the token is not passed.
            if (socket.State is WebSocketState.Open)
                await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Closes the connection and waits until the client confirms it.</summary>
    /// <param name="code">Close code.</param>
    /// <param name="reason">Reason for the client, at most 123 bytes.</param>
    /// <param name="reading">The task that reads messages. It ends when the client confirms.</param>
    public async Task CloseAsync(int code, string reason, Task reading)
    {
        using var timeout = new CancellationTokenSource(CloseTimeout);
        try
        {
            await SendCloseAsync(code, reason, timeout.Token);
            await reading.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            timeout.Token.ThrowIfCancellationRequested();
            // Messages that are still on the way are read. If they were not, the network would discard the close frame.
            while (socket.State == WebSocketState.CloseSent)
                await socket.ReceiveAsync(new byte[4 * 1024].AsMemory(), timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException || IsGone(exception))
        {
            socket.Abort();
        }
    }

    private async Task SendCloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, cancellationToken);
        }
        finally
        {
            // Writers that wait for the lock find the socket closed and write nothing.
            _lock.Release();
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
                : throw new CloseException(CloseCode.InvalidMessage, "A message must be a JSON object");
        }
        catch (JsonException)
        {
            throw new CloseException(CloseCode.InvalidMessage, "The message is not JSON");
        }
        catch (InvalidOperationException)
        {
            throw new CloseException(CloseCode.InvalidMessage, "The message contains text that is not Unicode");
        }
    }

    /// <summary>Checks escaped text, which may have half of a surrogate pair. The socket guarantees that the bytes are UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A text has half of a surrogate pair.</exception>
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
