using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Connections:*</c>.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>Maximum number of open connections, idle ones included. Further connections are closed. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Maximum time to receive the headers of a request. Slower requests are refused with 408. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum size of all headers of a request, in bytes. Requests with larger ones are refused with 431. Default: 16
    /// KiB.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Minimum data rate of request bodies and responses after 5 seconds, in bytes per second. Slower connections are
    /// closed. Default: 1,024.</summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 1_024;

    /// <summary>Time for which a stopping server still accepts requests while its readiness check fails. A load balancer must notice
    /// within this time; see [rolling restart](cluster.md#rolling-restart). Default: 0 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan DrainDelay { get; set; }
}
