using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>The results of the checks, cached for a second.</summary>
internal sealed class ReadinessReport(HealthCheckService checks, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private Task<HealthReport>? _last;
    private long _begun;

    /// <summary>Concurrent requests share one run of the checks.</summary>
    public Task<HealthReport> ReadAsync()
    {
        lock (_turn)
        {
            if (_last is null || _last.IsCompleted && clock.GetElapsedTime(_begun) > Fresh)
                (_last, _begun) = (checks.CheckHealthAsync(), clock.GetTimestamp());
            return _last;
        }
    }
}
