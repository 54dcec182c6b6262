using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Access;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether clients may read without a key. Default: true in Development, otherwise false.</summary>
    public bool AnonymousReading { get; set; }

    /// <summary>Interval at which the server checks the key of an open connection again. Notifications of revoked keys end a
    /// connection earlier. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeyCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum burst of keys with unknown ids from one network, and of unverified keys for one known id. Further ones are
    /// refused with 429. A network is an IPv4 address or an IPv6 /64; an IPv6 /56 has four times the limit, an IPv6 /48 sixteen
    /// times. Default: 20.</summary>
    [Range(1, 10_000)]
    public int MaxKeyAttempts { get; set; } = 20;

    /// <summary>Time after which another attempt is allowed. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeyAttemptInterval { get; set; } = TimeSpan.FromSeconds(1);
}
