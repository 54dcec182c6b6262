using System.Security.Claims;
using BabyNames.GraphQLEngine.Subscriptions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>The WebSockets and event streams that the process has open: how many, and what ends them.</summary>
internal sealed class OpenConnections(GraphQLLimits limits, IConnectionAccess access, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly ClientLimiter _open = new(limits.MaxConnections, limits.MaxConnections / 2);
    private readonly ClientLimiter _pending = new(limits.MaxConnections / 10, limits.MaxConnections / 50);

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Answers a request for a connection that is refused.</summary>
    public BadRequestException Refusal { get; } =
        new(
            StatusCodes.Status503ServiceUnavailable,
            $"The server has {limits.MaxConnections:N0} WebSockets and event streams open, or this key or address its share of them. "
                + "Close one, or try again later.",
            "CONNECTION_LIMIT"
        );

    /// <summary>Counts a connection of a client.</summary>
    /// <returns>To be disposed when it ends; null when it is refused.</returns>
    public IDisposable? TryOpen(ConnectionClient client) => _open.TryAcquire(client);

    /// <summary>Counts a WebSocket whose <c>connection_init</c> is not accepted yet. These have a small limit of their own, because
    /// anyone can open them.</summary>
    /// <inheritdoc cref="TryOpen"/>
    public IDisposable? TryBegin(ConnectionClient client) => _pending.TryAcquire(client);

    /// <summary>Ends when the server stops, <c>false</c>, or the user may no longer read, <c>true</c>.</summary>
    public async Task<bool> EndedAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        try
        {
            await access.EndedAsync(user, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _open.Dispose();
        _pending.Dispose();
    }
}
