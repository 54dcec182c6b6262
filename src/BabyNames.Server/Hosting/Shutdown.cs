namespace BabyNames.Server.Hosting;

/// <summary>Stops the server in two steps. When a stop is requested, the readiness check fails and workers claim no jobs, but the server
/// still accepts requests. After <c>Connections:DrainDelay</c> the server stops listening.</summary>
/// <remarks>The command line handles the signals. The default lifetime of the host would stop the server without the delay.</remarks>
internal sealed class Shutdown : IHostLifetime, IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenRegistration _stopping;

    public Shutdown(IHostApplicationLifetime lifetime, ConnectionOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _stopping = lifetime.ApplicationStopping.Register(_requested.Cancel);
    }

    /// <summary>Cancelled when a stop is requested.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Waits until a stop is requested, and then for the delay.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        await using (stop.Register(_requested.Cancel))
            await Task.Delay(Timeout.InfiniteTimeSpan, Requested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(_options.DrainDelay, _clock, CancellationToken.None);
    }

    Task IHostLifetime.WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostLifetime.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _requested.Dispose();
    }
}
