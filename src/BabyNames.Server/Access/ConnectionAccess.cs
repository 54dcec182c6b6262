using System.Net.Http.Headers;
using System.Security.Claims;
using BabyNames.Data.ApiKeys;
using BabyNames.GraphQLEngine.Http;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Hosting;
using BabyNames.Server.RateLimiting;
using Npgsql;

namespace BabyNames.Server.Access;

/// <summary>Checks the API key of a WebSocket or event stream when it is opened and at intervals. The key is in a header or in the first
/// message.</summary>
internal sealed class ConnectionAccess(
    AccessOptions options,
    ApiKeyVerifier verifier,
    ApiKeyStore store,
    ApiKeyChanges changes,
    RefusedRequests refused,
    TimeProvider clock
) : IConnectionAccess
{
    /// <inheritdoc/>
    public ConnectionClient ClientOf(HttpContext http)
    {
        var client = Client.Of(http);
        return new(client, HasKey: !Client.IsNetwork(client));
    }

    /// <inheritdoc/>
    public async Task<ClaimsPrincipal?> AuthenticateAsync(HttpContext http, string? authorization, CancellationToken cancellationToken)
    {
        if (authorization is null)
        {
            var user = IsFromAnotherSite(http.Request) ? new() : http.User;
            return options.AnonymousReading || user.Identity?.IsAuthenticated == true ? user : null;
        }
        var text =
            AuthenticationHeaderValue.TryParse(authorization, out var header) && header.Parameter is { Length: > 0 } parameter
                ? parameter
                : authorization;
        if (await verifier.VerifyAsync(text, http.Connection.RemoteIpAddress, cancellationToken) is { Key: { } key })
            return ApiKeyAuthentication.PrincipalOf(key);
        RefusedRequests.SetInvalidKey(http, ApiKey.Parse(text)?.KeyId);
        refused.Add(http, StatusCodes.Status401Unauthorized);
        return null;
    }

    /// <inheritdoc/>
    public async Task WaitForRevocationAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FindFirstValue(ClaimTypes.NameIdentifier) is not { } keyId)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return;
        }
        using var changed = new SemaphoreSlim(0);
        void OnChanged(string? changedKeyId)
        {
            if (changedKeyId is null || changedKeyId == keyId)
                changed.Release();
        }
        changes.Changed += OnChanged;
        try
        {
            while (await CheckAsync(keyId, cancellationToken) is { } interval)
                await WaitAsync(changed, interval, cancellationToken);
        }
        finally
        {
            changes.Changed -= OnChanged;
        }
    }

    /// <summary>Whether a page of another site opened the connection. Such a page must send the key itself, because browsers send stored
    /// passwords with WebSockets of all sites.</summary>
    private static bool IsFromAnotherSite(HttpRequest request) =>
        request.Headers.Origin is [{ } origin]
        && !(
            Uri.TryCreate(origin, UriKind.Absolute, out var site)
            && site.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Waits until the key changes or the interval ends.</summary>
    private async Task WaitAsync(SemaphoreSlim changed, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(interval, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await changed.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The interval has ended.
        }
    }

    /// <summary>Checks whether the key is still valid.</summary>
    /// <returns>The time until the next check; null if the key is revoked or expired.</returns>
    private async Task<TimeSpan?> CheckAsync(string keyId, CancellationToken cancellationToken)
    {
        try
        {
            // The query compares the expiry with the clock of the database, and the second condition with the clock of this process.
            if (await store.FindAsync(keyId, cancellationToken) is not { } key || key.ExpiresAt <= clock.GetUtcNow())
                return null;
            var remaining = key.ExpiresAt - clock.GetUtcNow() ?? options.KeyCheckInterval;
            return TimeSpan.FromTicks(Math.Clamp(remaining.Ticks, 0, options.KeyCheckInterval.Ticks));
        }
        catch (NpgsqlException)
        {
            // Keys cannot be revoked while the database is not available.
            return options.KeyCheckInterval;
        }
    }
}
