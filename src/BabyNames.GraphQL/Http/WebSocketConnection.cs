using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The connection of one client. It waits for <c>connection_init</c>, then runs operations in parallel.</summary>
/// <param name="pending">Permit of the connection until its <c>connection_init</c> is accepted.</param>
internal sealed class WebSocketConnection(HttpContext http, MessageSocket socket, WebSocketServices services, IDisposable pending)
{
    private readonly SocketOperations _operations = new(http, socket, services);
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Permit of the connection after its <c>connection_init</c> is accepted.</summary>
    private IDisposable? _open;

    /// <summary>Runs the connection until it ends. Afterwards no operation is running and no permit is held.</summary>
    public async Task RunAsync()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var reading = ReadAsync(ended.Token);
        try
        {
            var (code, reason) = await EndAsync(reading, ended.Token);
            _operations.Close();
            await socket.CloseAsync(code, reason, reading);
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _operations.EndAsync();
            _open?.Dispose();
        }
    }

    /// <summary>Waits for the end of the connection.</summary>
    /// <returns>The close code and the reason.</returns>
    private async Task<(int Code, string Reason)> EndAsync(Task reading, CancellationToken ended)
    {
        try
        {
            await Task.WhenAny(
                reading,
                _acknowledged.Task,
                Task.Delay(services.Limits.ConnectionInitTimeout, services.Connections.Stopping)
            );
            if (!reading.IsCompleted && !_acknowledged.Task.IsCompleted)
                return (CloseCode.InitialisationTimeout, "Connection initialisation timeout");
            var revoked = services.Connections.WaitForEndAsync(http.User, ended);
            if (await Task.WhenAny(reading, revoked) == reading)
            {
                await reading;
                return ((int)WebSocketCloseStatus.NormalClosure, "");
            }
            if (await revoked)
                return (CloseCode.Forbidden, "The API key is no longer valid");
            await _operations.CompleteAsync();
            return (CloseCode.GoingAway, "The server is shutting down");
        }
        catch (CloseException exception)
        {
            return (exception.Code, exception.Message);
        }
        catch (Exception exception) when (http.RequestAborted.IsCancellationRequested || socket.IsGone(exception))
        {
            // The client disconnected without a close frame.
            return ((int)WebSocketCloseStatus.NormalClosure, "");
        }
        catch (Exception exception) when (services.Outage(exception) is { } outage)
        {
            return (CloseCode.TryAgainLater, outage.Message);
        }
        catch (Exception exception)
        {
            services.Logger.SocketFailed(exception);
            return (CloseCode.InternalError, "Something went wrong on the server");
        }
    }

    private async Task ReadAsync(CancellationToken ended)
    {
        while (await socket.ReadAsync(ended) is { } message)
        {
            switch (Text(message, "type"))
            {
                case "connection_init":
                    await AcknowledgeAsync(message, ended);
                    break;
                case "ping":
                    await socket.WriteAsync("pong", null, null, ended);
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
                    throw new CloseException(
                        CloseCode.InvalidMessage,
                        type is null ? "The message has no type" : "The type of the message is unknown"
                    );
            }
        }
    }

    private async Task AcknowledgeAsync(JsonElement message, CancellationToken ended)
    {
        if (_open is not null)
            throw new CloseException(CloseCode.TooManyInitialisations, "Too many initialisation requests");
        http.User =
            await services.Access.AuthenticateAsync(http, Authorization(message), ended)
            ?? throw new CloseException(CloseCode.Forbidden, "A valid API key is required");
        _open =
            services.Connections.TryOpen(services.Access.ClientOf(http))
            ?? throw new CloseException(CloseCode.TryAgainLater, "The server or this client has the maximum number of connections");
        pending.Dispose();
        await socket.WriteAsync("connection_ack", null, null, ended);
        _acknowledged.TrySetResult();
    }

    private void Start(JsonElement message)
    {
        if (!_acknowledged.Task.IsCompleted)
            throw new CloseException(CloseCode.Unauthorized, "Unauthorized");
        var id = Id(message);
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
            throw new CloseException(CloseCode.InvalidMessage, "The payload of subscribe must be an object");
        if (!_operations.TryStart(id, payload))
        {
            // The maximum length of a reason is 123 bytes.
            var name = id.Length > 36 || !Ascii.IsValid(id) ? "this id" : id;
            throw new CloseException(CloseCode.SubscriberExists, $"Subscriber for {name} already exists");
        }
    }

    /// <summary>Returns the credentials in the first message, which replace the headers of the same names.</summary>
    private static string? Authorization(JsonElement message)
    {
        if (!message.TryGetProperty("payload", out var payload) || payload.ValueKind == JsonValueKind.Null)
            return null;
        if (payload.ValueKind != JsonValueKind.Object)
            throw new CloseException(CloseCode.InvalidMessage, "The payload of connection_init must be an object");
        return payload
            .EnumerateObject()
            .Where(property =>
                property.Value.ValueKind == JsonValueKind.String
                && (
                    property.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                    || property.Name.Equals("X-Api-Key", StringComparison.OrdinalIgnoreCase)
                )
            )
            .Select(property => property.Value.GetString())
            .FirstOrDefault();
    }

    private static string Id(JsonElement message) =>
        Text(message, "id") is { Length: > 0 } id ? id : throw new CloseException(CloseCode.InvalidMessage, "The message needs an id");

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
