using System.Net.WebSockets;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Subscriptions;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Executes an operation of a connection, see <see cref="OperationExecuter.ExecuteAsync"/>.</summary>
internal delegate Task<ExecutionResult> Execute(
    HttpContext http,
    GraphQLRequest request,
    SubscriptionContext? subscription,
    CancellationToken aborted
);

/// <summary>The services that all WebSockets share.</summary>
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

/// <summary>Accepts WebSockets with the protocol <c>graphql-transport-ws</c>, for subscriptions, queries and mutations.</summary>
internal sealed class WebSocketEndpoint(WebSocketServices services)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>Runs a connection until it ends.</summary>
    /// <exception cref="BadRequestException">Status 503: too many connections have not sent their <c>connection_init</c>.</exception>
    public async Task HandleAsync(HttpContext http)
    {
        using var pending = services.Connections.TryOpenPending(services.Access.ClientOf(http)) ?? throw services.Connections.Refusal;
        var limits = services.Limits;
        var isSupported = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext
            {
                SubProtocol = isSupported ? Protocol : null,
                KeepAliveInterval = limits.KeepAliveInterval,
                // A client that does not reply in this time is disconnected.
                KeepAliveTimeout = 2 * limits.KeepAliveInterval,
            }
        );
        var messages = new MessageSocket(socket, services.Serializer, limits);
        if (isSupported)
            await new WebSocketConnection(http, messages, services, pending).RunAsync();
        else
            await messages.CloseAsync(
                CloseCode.SubprotocolNotAcceptable,
                $"Subprotocol not acceptable; use {Protocol}",
                Task.CompletedTask
            );
    }
}

/// <summary>The close codes of RFC 6455 and <c>graphql-transport-ws</c>.</summary>
internal static class CloseCode
{
    public const int GoingAway = (int)WebSocketCloseStatus.EndpointUnavailable;
    public const int TooLarge = (int)WebSocketCloseStatus.MessageTooBig;
    public const int InternalError = (int)WebSocketCloseStatus.InternalServerError;

    /// <summary>A code registered with IANA, after which client libraries connect again.</summary>
    public const int TryAgainLater = 1013;
    public const int InvalidMessage = 4400;
    public const int Unauthorized = 4401;
    public const int Forbidden = 4403;
    public const int SubprotocolNotAcceptable = 4406;
    public const int InitialisationTimeout = 4408;
    public const int SubscriberExists = 4409;
    public const int TooManyInitialisations = 4429;
}

/// <summary>Thrown for an error that closes the connection.</summary>
/// <param name="code">One of <see cref="CloseCode"/>.</param>
/// <param name="reason">Reason for the client, at most 123 bytes.</param>
internal sealed class CloseException(int code, string reason) : Exception(reason)
{
    /// <summary>One of <see cref="CloseCode"/>.</summary>
    public int Code { get; } = code;
}
