using System.Security.Claims;
using BabyNames.GraphQLEngine.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Who may use a connection that stays open. A single request is checked before it gets here; a WebSocket may name its
/// key only in its first message, and a key may end while its connection is open.</summary>
public interface IConnectionAccess
{
    /// <summary>The client that limits count a connection for: its key if the user of the request has one.</summary>
    ConnectionClient ClientOf(HttpContext http);

    /// <param name="http">The request that opened the connection.</param>
    /// <param name="authorization">As in the header, for example <c>Bearer KEY</c>; null when the first message names none.</param>
    /// <returns>Null when the connection is refused.</returns>
    Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext http, string? authorization, CancellationToken cancellationToken);

    /// <summary>Ends when the user may no longer read.</summary>
    Task EndedAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
