using System.Security.Claims;
using BabyNames.GraphQLEngine.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Authenticates connections that stay open. The middleware of the server authenticates other requests. A WebSocket can send its
/// key in its first message, and a key can expire while a connection is open.</summary>
public interface IConnectionAccess
{
    /// <summary>Returns the client for which limits count a connection: the key of the user if there is one.</summary>
    ConnectionClient ClientOf(HttpContext http);

    /// <summary>Authenticates the first message of a WebSocket.</summary>
    /// <param name="http">The request that opened the connection.</param>
    /// <param name="authorization">The value of the header Authorization or X-Api-Key in the message, for example <c>Bearer KEY</c>; null
    /// when the message has none.</param>
    /// <returns>The user; null when the connection is refused.</returns>
    Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext http, string? authorization, CancellationToken cancellationToken);

    /// <summary>Waits until the user may no longer read.</summary>
    Task WaitForRevocationAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
