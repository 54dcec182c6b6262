using System.Net.Http.Headers;
using System.Security.Claims;
using BabyNames.Conventions.Http;
using BabyNames.Data.ApiKeys;
using Npgsql;

namespace BabyNames.Server.ApiKeys;

/// <summary>The key of a connection that stays open: named in its first message if not in a header, and looked at again
/// while the connection lasts.</summary>
internal sealed class ConnectionAccess(AccessOptions options, ApiKeyVerifier verifier, ApiKeyStore store, TimeProvider clock) : IConnectionAccess
{
    /// <summary>A revoked key ends its connections within this.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    public async Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext http, string? authorization)
    {
        if (authorization is null)
            return options.AnonymousReading || http.User.Identity?.IsAuthenticated == true ? http.User : null;
        var text = AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Parameter is { Length: > 0 } parameter ? parameter : authorization;
        return await verifier.VerifyAsync(text, http.RequestAborted) is { } key ? ApiKeyAuthentication.PrincipalOf(key) : null;
    }

    public async Task EndedAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } keyId)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        else
        {
            while (await NextCheckAsync(keyId, cancellationToken) is { } pause)
                await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <returns>Null when the key has ended.</returns>
    private async Task<TimeSpan?> NextCheckAsync(string keyId, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindAsync(keyId, cancellationToken) is not { } key)
                return null;
            var left = key.ExpiresAt - clock.GetUtcNow() ?? Recheck;
            return left < Recheck ? left < TimeSpan.Zero ? TimeSpan.Zero : left + TimeSpan.FromMilliseconds(10) : Recheck;
        }
        catch (NpgsqlException)
        {
            // Nobody can revoke a key while the database is away.
            return Recheck;
        }
    }
}
