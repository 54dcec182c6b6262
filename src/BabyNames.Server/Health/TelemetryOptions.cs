namespace BabyNames.Server.Health;

/// <summary>Settings <c>Telemetry:*</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>Whether the server measures requests and serves metrics to admins and monitors at <c>/metrics</c>. This adds about 7 µs
    /// to each request. Default: false.</summary>
    public bool Prometheus { get; set; }
}
