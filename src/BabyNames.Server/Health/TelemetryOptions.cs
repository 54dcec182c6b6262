namespace BabyNames.Server.Health;

/// <summary>Settings <c>Telemetry:*</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Whether admins can read <c>/metrics</c>. Default: false, because measuring takes some 7 µs of each request.</summary>
    public bool Prometheus { get; set; }
}
