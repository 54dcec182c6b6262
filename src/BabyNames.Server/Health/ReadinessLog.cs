using BabyNames.Server.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>Runs the readiness checks at intervals and logs when one begins to fail and when it passes again, even without a
/// request.</summary>
internal sealed class ReadinessLog(ReadinessReport report, Conditions conditions, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The checks that failed in the last report.</summary>
    private readonly HashSet<string> _failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Log(await report.ReadAsync());
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Log(HealthReport checks)
    {
        // The database logs its own outage. Without it most other checks fail too.
        var isOutage = checks.Entries[DatabaseOutage.Check].Status == HealthStatus.Unhealthy;
        foreach (var (check, result) in checks.Entries.Where(entry => entry.Key != DatabaseOutage.Check))
        {
            if (result.Status == HealthStatus.Healthy)
            {
                conditions.Pass(check);
                _failed.Remove(check);
            }
            else if (result.Status == HealthStatus.Degraded)
                conditions.Warn(check, result.Description!);
            // Shortly after an outage a check can still fail, so that only the second failure is logged.
            else if (!isOutage && !_failed.Add(check))
                conditions.Fail(check, result.Description!);
        }
    }
}
