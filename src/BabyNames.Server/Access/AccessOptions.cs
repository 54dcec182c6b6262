using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Access;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether clients may read without a key. Default: true in Development, false otherwise.</summary>
    public bool AnonymousReading { get; set; }

    /// <summary>Interval at which the key of an open connection is checked again, besides notifications of revoked keys. Default: 30
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Recheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum burst of keys with unknown ids from one network, and of new keys for one known id. A network is
    /// an IPv4 address or an IPv6 /64; an IPv6 /56 has four times, a /48 sixteen times the limit. Default: 20.</summary>
    [Range(1, 10_000)]
    public int Attempts { get; set; } = 20;

    /// <summary>Time after which another attempt is allowed. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan AttemptEvery { get; set; } = TimeSpan.FromSeconds(1);
}
