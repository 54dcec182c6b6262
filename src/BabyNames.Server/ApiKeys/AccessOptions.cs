using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.ApiKeys;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether reading needs no key. On in Development, off otherwise.</summary>
    public bool AnonymousReading { get; set; }

    /// <summary>How often the key of an open connection is looked at again, so that a revoked one ends it. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Recheck { get; set; } = TimeSpan.FromSeconds(30);
}
