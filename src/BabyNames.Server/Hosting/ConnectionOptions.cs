using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Connections:*</c>.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>Connections open at the same time, those that wait for a next request among them. 10,000.</summary>
    [Range(1, 1_000_000)]
    public int Most { get; set; } = 10_000;

    /// <summary>How long a client may take to send a request's headers. 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeaderTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a request's headers together. 16 KiB; more are refused with 431.</summary>
    [Range(1_024, 1_048_576)]
    public int HeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Bytes a second that a body must come in with, and an answer go out, after the first 5 seconds. 1,024; slower
    /// clients are cut off.</summary>
    [Range(1, 1_000_000)]
    public int Rate { get; set; } = 1_024;
}
