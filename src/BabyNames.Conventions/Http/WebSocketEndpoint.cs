using System.Net.WebSockets;
using BabyNames.Conventions.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;

namespace BabyNames.Conventions.Http;

/// <summary>Runs an operation of a connection.</summary>
internal delegate Task<ExecutionResult> Execute(HttpContext http, GraphQLRequest request, Demand? demand, CancellationToken aborted);

/// <summary>GraphQL over WebSocket, the protocol <c>graphql-transport-ws</c>: subscriptions, queries and mutations.</summary>
internal sealed class WebSocketEndpoint(
    GraphQLSerializer serializer, RequestReader reader, ConventionLimits limits, IConnectionAccess access, OpenConnections connections, Execute execute)
{
    private const string Protocol = "graphql-transport-ws";

    public async Task HandleAsync(HttpContext http)
    {
        using var place = connections.TryOpen();
        if (place is null)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var isKnown = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = isKnown ? Protocol : null,
            KeepAliveInterval = limits.KeepAlive,
            // Whoever does not answer for so long is gone.
            KeepAliveTimeout = 2 * limits.KeepAlive,
        });
        var messages = new MessageSocket(socket, serializer, limits);
        if (isKnown)
            await new WebSocketConnection(http, messages, reader, limits, access, connections, execute).RunAsync();
        else
            await messages.CloseAsync(CloseCode.SubprotocolNotAcceptable, $"Subprotocol not acceptable, this is {Protocol}", Task.CompletedTask);
    }
}

/// <summary>Why a connection was closed: the numbers of <c>graphql-transport-ws</c>.</summary>
internal static class CloseCode
{
    public const int GoingAway = (int)WebSocketCloseStatus.EndpointUnavailable;
    public const int TooLarge = (int)WebSocketCloseStatus.MessageTooBig;
    public const int InvalidMessage = 4400;
    public const int Unauthorized = 4401;
    public const int Forbidden = 4403;
    public const int SubprotocolNotAcceptable = 4406;
    public const int InitialisationTimeout = 4408;
    public const int SubscriberExists = 4409;
    public const int TooManyInitialisations = 4429;
}

/// <summary>A fault after which the connection is closed.</summary>
internal sealed class CloseException(int code, string reason) : Exception(reason)
{
    public int Code { get; } = code;
}
