using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BabyNames.Conventions.Http;

/// <summary>One client: waits for its <c>connection_init</c>, then runs its operations side by side.</summary>
internal sealed class WebSocketConnection(
    HttpContext http, MessageSocket socket, RequestReader reader, ConventionLimits limits, IConnectionAccess access,
    OpenConnections connections, Execute execute)
{
    private readonly SocketOperations _operations = new(http, socket, reader, limits, execute);
    private readonly TaskCompletionSource _acknowledged = new();

    /// <summary>Ends with the connection.</summary>
    public async Task RunAsync()
    {
        using var closed = new CancellationTokenSource();
        var reading = ReadAsync();
        var (code, reason) = await EndAsync(reading, closed.Token);
        await closed.CancelAsync();
        _operations.Close();
        await socket.CloseAsync(code, reason, reading);
    }

    /// <summary>Waits for the first thing that ends the connection, and tells which.</summary>
    private async Task<(int Code, string Reason)> EndAsync(Task reading, CancellationToken closed)
    {
        try
        {
            await Task.WhenAny(reading, _acknowledged.Task, Task.Delay(limits.ConnectionInit, connections.Stopping));
            if (!reading.IsCompleted && !_acknowledged.Task.IsCompleted)
                return (CloseCode.InitialisationTimeout, "Connection initialisation timeout");
            var ended = connections.EndedAsync(http.User, closed);
            if (await Task.WhenAny(reading, ended) == reading)
            {
                await reading;
                return ((int)WebSocketCloseStatus.NormalClosure, "");
            }
            if (await ended)
                return (CloseCode.Forbidden, "The key has ended");
            await _operations.CompleteAsync();
            return (CloseCode.GoingAway, "The server stops");
        }
        catch (CloseException exception)
        {
            return (exception.Code, exception.Message);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone without a word.
            return ((int)WebSocketCloseStatus.NormalClosure, "");
        }
    }

    private async Task ReadAsync()
    {
        while (await socket.ReadAsync(http.RequestAborted) is { } message)
        {
            switch (Text(message, "type"))
            {
                case "connection_init":
                    await AcknowledgeAsync(message);
                    break;
                case "ping":
                    await socket.WriteAsync("pong", null, null, http.RequestAborted);
                    break;
                case "pong":
                    break;
                case "subscribe":
                    Start(message);
                    break;
                case "complete":
                    _operations.Stop(Id(message));
                    break;
                case var type:
                    throw new CloseException(CloseCode.InvalidMessage, type is null ? "A message has a type" : "The message is of an unknown type");
            }
        }
    }

    private async Task AcknowledgeAsync(JsonElement message)
    {
        if (_acknowledged.Task.IsCompleted)
            throw new CloseException(CloseCode.TooManyInitialisations, "Too many initialisation requests");
        http.User = await access.AuthenticateAsync(http, Authorization(message)) ?? throw new CloseException(CloseCode.Forbidden, "A valid key is needed");
        await socket.WriteAsync("connection_ack", null, null, http.RequestAborted);
        _acknowledged.TrySetResult();
    }

    private void Start(JsonElement message)
    {
        if (!_acknowledged.Task.IsCompleted)
            throw new CloseException(CloseCode.Unauthorized, "Unauthorized");
        var id = Id(message);
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
            throw new CloseException(CloseCode.InvalidMessage, "The payload of subscribe is an object");
        if (!_operations.TryStart(id, payload))
            throw new CloseException(CloseCode.SubscriberExists, $"Subscriber for {(id.Length > 36 ? "this id" : id)} already exists");
    }

    /// <summary>What the first message says in place of the headers of the same names.</summary>
    private static string? Authorization(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind == JsonValueKind.Null)
            return null;
        if (payload.ValueKind != JsonValueKind.Object)
            throw new CloseException(CloseCode.InvalidMessage, "The payload of connection_init is an object");
        return payload.EnumerateObject()
            .Where(one => one.Value.ValueKind == JsonValueKind.String
                && (one.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || one.Name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase)))
            .Select(one => one.Value.GetString()).FirstOrDefault();
    }

    private static string Id(JsonElement message) =>
        Text(message, "id") is { Length: > 0 } id ? id : throw new CloseException(CloseCode.InvalidMessage, "The message needs an id");

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
