namespace BabyNames.Server.Health;

/// <summary>Settings <c>Telemetry:*</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Whether an admin can read <c>/metrics</c>. Measuring takes about 7 µs of each request. Default: false.</summary>
    public bool Prometheus { get; set; }
}
