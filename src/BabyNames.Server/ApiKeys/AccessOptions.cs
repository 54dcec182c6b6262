namespace BabyNames.Server.ApiKeys;

/// <summary>Settings <c>Access:*</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>Whether reading needs no key. On in Development, off otherwise.</summary>
    public bool AnonymousReading { get; set; }
}
