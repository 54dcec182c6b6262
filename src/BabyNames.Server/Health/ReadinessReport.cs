using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>Runs the readiness checks and caches their results for one second.</summary>
internal sealed class ReadinessReport(HealthCheckService checks, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _last;
    private long _startedAt;

    /// <summary>Returns the results. Concurrent requests share one run of the checks.</summary>
    public Task<HealthReport> ReadAsync()
    {
        lock (_lock)
        {
            if (_last is null || _last.IsCompleted && clock.GetElapsedTime(_startedAt) > MaxAge)
                (_last, _startedAt) = (checks.CheckHealthAsync(), clock.GetTimestamp());
            return _last;
        }
    }
}
