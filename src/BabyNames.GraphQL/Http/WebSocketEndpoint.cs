using System.Net.WebSockets;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Runs an operation of a connection.</summary>
internal delegate Task<ExecutionResult> Execute(
    HttpContext http,
    GraphQLRequest request,
    SubscriptionContext? demand,
    CancellationToken aborted
);

/// <summary>What every WebSocket uses.</summary>
internal sealed record WebSocketServices(
    GraphQLSerializer Serializer,
    RequestReader Reader,
    GraphQLLimits Limits,
    IConnectionAccess Access,
    OpenConnections Connections,
    Execute Execute,
    Outage Outage,
    ILogger Logger
);

/// <summary>GraphQL over WebSocket, the protocol <c>graphql-transport-ws</c>: subscriptions, queries and mutations.</summary>
internal sealed class WebSocketEndpoint(WebSocketServices services)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>Ends with the connection.</summary>
    /// <exception cref="BadRequestException">503: too many connections have not sent their <c>connection_init</c>.</exception>
    public async Task HandleAsync(HttpContext http)
    {
        using var pending = services.Connections.TryBegin(services.Access.ClientOf(http)) ?? throw services.Connections.Refusal;
        var limits = services.Limits;
        var isKnown = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext
            {
                SubProtocol = isKnown ? Protocol : null,
                KeepAliveInterval = limits.KeepAliveInterval,
                // Whoever does not answer for so long is gone.
                KeepAliveTimeout = 2 * limits.KeepAliveInterval,
            }
        );
        var messages = new MessageSocket(socket, services.Serializer, limits);
        if (isKnown)
            await new WebSocketConnection(http, messages, services, pending).RunAsync();
        else
            await messages.CloseAsync(
                CloseCode.SubprotocolNotAcceptable,
                $"Subprotocol not acceptable, this is {Protocol}",
                Task.CompletedTask
            );
    }
}

/// <summary>Why a connection was closed: the numbers of RFC 6455 and <c>graphql-transport-ws</c>.</summary>
internal static class CloseCode
{
    public const int GoingAway = (int)WebSocketCloseStatus.EndpointUnavailable;
    public const int TooLarge = (int)WebSocketCloseStatus.MessageTooBig;
    public const int InternalError = (int)WebSocketCloseStatus.InternalServerError;

    /// <summary>Registered with IANA; client libraries connect again after it.</summary>
    public const int TryAgainLater = 1013;
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
