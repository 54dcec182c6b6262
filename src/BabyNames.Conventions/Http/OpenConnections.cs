using System.Security.Claims;
using Microsoft.Extensions.Hosting;

namespace BabyNames.Conventions.Http;

/// <summary>The WebSockets and event streams that the process has open: how many, and what ends them.</summary>
internal sealed class OpenConnections(ConventionLimits limits, IConnectionAccess access, IHostApplicationLifetime lifetime)
{
    private int _count;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Null when there are as many as there may be.</summary>
    public IDisposable? TryOpen()
    {
        if (Interlocked.Increment(ref _count) <= limits.Connections)
            return new Place(this);
        Interlocked.Decrement(ref _count);
        return null;
    }

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

    private sealed class Place(OpenConnections connections) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref connections._count);
    }
}
