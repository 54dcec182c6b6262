using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Connections:*</c>.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>Maximum number of open connections, idle ones included. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int Most { get; set; } = 10_000;

    /// <summary>Maximum time to receive the headers of a request. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeaderTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum size of all headers of a request in bytes. Default: 16 KiB; larger ones are refused with 431.</summary>
    [Range(1_024, 1_048_576)]
    public int HeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Minimum data rate of request bodies and responses in bytes a second, after 5 seconds. Default: 1,024. Slower
    /// connections are closed.</summary>
    [Range(1, 1_000_000)]
    public int Rate { get; set; } = 1_024;
}
