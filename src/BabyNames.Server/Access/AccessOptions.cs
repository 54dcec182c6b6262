using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Access;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether reading needs no key. On in Development, off otherwise.</summary>
    public bool AnonymousReading { get; set; }

    /// <summary>How often the key of an open connection is looked at again, beside being told when it is revoked. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Recheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Keys with unknown ids that one network may send in a row, and keys not seen before that it may send for one known id:
    /// an IPv4 address or an IPv6 /64; a /56 four times and a /48 sixteen times as many. 20.</summary>
    [Range(1, 10_000)]
    public int Attempts { get; set; } = 20;

    /// <summary>After which another one is allowed. 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan AttemptEvery { get; set; } = TimeSpan.FromSeconds(1);
}
