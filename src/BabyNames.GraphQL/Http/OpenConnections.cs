using System.Security.Claims;
using BabyNames.GraphQLEngine.Subscriptions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Counts the open WebSockets and event streams of the process, limits them, and detects their end.</summary>
internal sealed class OpenConnections(GraphQLLimits limits, IConnectionAccess access, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly ClientLimiter _open = new(limits.MaxConnections, limits.MaxConnections / 2);
    private readonly ClientLimiter _pending = new(limits.MaxConnections / 10, limits.MaxConnections / 50);

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>The error of a connection that is refused.</summary>
    public BadRequestException Refusal { get; } =
        new(
            StatusCodes.Status503ServiceUnavailable,
            $"The server has {limits.MaxConnections:N0} open WebSockets and event streams, or this key or address has its maximum of them. "
                + "Close one, or try again later.",
            "CONNECTION_LIMIT"
        );

    /// <summary>Counts a connection of a client.</summary>
    /// <returns>A permit to dispose when the connection ends; null when the connection is refused.</returns>
    public IDisposable? TryOpen(ConnectionClient client) => _open.TryAcquire(client);

    /// <summary>Counts a WebSocket whose <c>connection_init</c> is not accepted yet. These connections have a small limit of their own,
    /// because clients can open them without a key.</summary>
    /// <inheritdoc cref="TryOpen"/>
    public IDisposable? TryOpenPending(ConnectionClient client) => _pending.TryAcquire(client);

    /// <summary>Waits until the server stops or the user may no longer read.</summary>
    /// <returns>True if the user may no longer read; false if the server stops.</returns>
    public async Task<bool> WaitForEndAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        try
        {
            await access.WaitForRevocationAsync(user, either.Token);
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
