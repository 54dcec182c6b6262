using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Hosting;

/// <summary>Settings <c>Https:*</c>.</summary>
internal sealed class HttpsOptions
{
    /// <summary>Whether the server redirects requests in clear text to HTTPS and sends HSTS. Outside of Development it must be set
    /// if the server listens in clear text to other machines. Default: none.</summary>
    public bool? Required { get; set; }

    /// <summary>Port of the redirects. Default: 443.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 443;

    /// <summary>Time for which browsers use only HTTPS, the <c>max-age</c> of HSTS. Default: 365 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "730.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HstsMaxAge { get; set; } = TimeSpan.FromDays(365);
}
