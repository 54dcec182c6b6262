using BabyNames.Data;

namespace BabyNames.Server.Database;

/// <summary>Starts the private PostgreSQL again when it ends by itself. It stops when the server begins to stop.</summary>
internal sealed class PrivateDatabaseGuard(
    EmbeddedPostgres postgres,
    Databases databases,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<PrivateDatabaseGuard> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await GuardAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server is stopping, and stops PostgreSQL at the end.
        }
    }

    private async Task GuardAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            var startedAt = clock.GetTimestamp();
            var exitCode = await postgres.WaitForExitAsync(cancellationToken);
            logger.PrivateDatabaseEnded(exitCode);
            // The delay increases if PostgreSQL ends again soon after each start.
            if (clock.GetElapsedTime(startedAt) > MaxDelay)
                delay = FirstDelay;
            delay = await RestartAsync(delay, cancellationToken);
        }
    }

    /// <summary>Tries until PostgreSQL runs.</summary>
    /// <param name="delay">Time before the first attempt.</param>
    /// <returns>The time before the next attempt.</returns>
    private async Task<TimeSpan> RestartAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        string? lastError = null;
        while (true)
        {
            await Task.Delay(delay, clock, cancellationToken);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            try
            {
                await postgres.RestartAsync(cancellationToken);
                // Otherwise the connections of before would fail one after another.
                databases.CloseIdleConnections();
                logger.PrivateDatabaseRestarted();
                return delay;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (exception.Message != lastError)
                    logger.PrivateDatabaseNotRestarted(MaxDelay.TotalSeconds, exception.Message);
                lastError = exception.Message;
            }
        }
    }
}
