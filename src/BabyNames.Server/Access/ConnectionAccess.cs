using System.Net.Http.Headers;
using System.Security.Claims;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine.Http;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.RateLimiting;
using Npgsql;

namespace BabyNames.Server.Access;

/// <summary>Checks the key of a WebSocket or event stream, from a header or the first message, and checks it again at intervals.</summary>
internal sealed class ConnectionAccess(
    AccessOptions options,
    ApiKeyVerifier verifier,
    ApiKeyStore store,
    ApiKeyChanges changes,
    TimeProvider clock
) : IConnectionAccess
{
    public ConnectionClient ClientOf(HttpContext http)
    {
        var client = Client.Of(http);
        return new(client, HasKey: !Client.IsNetwork(client));
    }

    public async Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext http, string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null)
        {
            var user = IsOfAnotherSite(http.Request) ? new() : http.User;
            return options.AnonymousReading || user.Identity?.IsAuthenticated == true ? user : null;
        }
        var text =
            AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Parameter is { Length: > 0 } parameter
                ? parameter
                : authorization;
        return await verifier.VerifyAsync(text, http.Connection.RemoteIpAddress, cancellationToken) is { Key: { } key }
            ? ApiKeyAuthentication.PrincipalOf(key)
            : null;
    }

    public async Task WaitForRevocationAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } keyId)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return;
        }
        using var told = new SemaphoreSlim(0);
        void Tell(string? changed)
        {
            if (changed is null || changed == keyId)
                told.Release();
        }
        changes.Changed += Tell;
        try
        {
            while (await NextCheckAsync(keyId, cancellationToken) is { } pause)
                await WaitAsync(told, pause, cancellationToken);
        }
        finally
        {
            changes.Changed -= Tell;
        }
    }

    /// <summary>Browsers send stored passwords with WebSockets of any site, so that a page of another site must send a key
    /// itself.</summary>
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers.Origin is [{ } origin]
        && !(
            Uri.TryCreate(origin, UriKind.Absolute, out var site)
            && site.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
        );

    private async Task WaitAsync(SemaphoreSlim told, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var waited = new CancellationTokenSource(pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, waited.Token);
        try
        {
            await told.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for the next check.
        }
    }

    /// <returns>Null if the key has ended.</returns>
    private async Task<TimeSpan?> NextCheckAsync(string keyId, CancellationToken cancellationToken)
    {
        try
        {
            // By the clock of the database and by that of this process.
            if (await store.FindAsync(keyId, cancellationToken) is not { } key || key.ExpiresAt <= clock.GetUtcNow())
                return null;
            var left = key.ExpiresAt - clock.GetUtcNow() ?? options.KeyCheckInterval;
            return TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, options.KeyCheckInterval.Ticks));
        }
        catch (NpgsqlException)
        {
            // Keys cannot be revoked while the database is not available.
            return options.KeyCheckInterval;
        }
    }
}
