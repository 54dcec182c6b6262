using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Https:*</c>.</summary>
internal sealed class HttpsOptions
{
    /// <summary>Whether requests in clear text are sent to HTTPS, and browsers told to come by nothing else. In Production it
    /// must be said, one way or the other, where the server listens in clear text to more than this machine.</summary>
    public bool? Required { get; set; }

    /// <summary>Port that they are sent to. 443.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 443;

    /// <summary>How long a browser remembers to come by HTTPS alone. 365 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "730.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Remembered { get; set; } = TimeSpan.FromDays(365);
}
