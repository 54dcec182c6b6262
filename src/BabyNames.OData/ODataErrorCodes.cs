namespace BabyNames.ODataEngine;

/// <summary>Error codes of OData responses. Where HTTP has a status for an error, the code carries its number.</summary>
public static class ODataErrorCodes
{
    public const string InvalidQuery = "BN400";
    public const string UnknownResource = "BN404";
    public const string MethodNotAllowed = "BN405";
    public const string NotAcceptable = "BN406";
    public const string UriTooLong = "BN414";
    public const string UnsupportedMediaType = "BN415";

    /// <summary>The skip token was changed, or belongs to another order.</summary>
    public const string InvalidSkipToken = "BN421";

    /// <summary>A query whose values cannot be computed: overflow, division by zero, text with a NUL.</summary>
    public const string InvalidValue = "BN422";

    public const string FailedDependency = "BN424";
    public const string Unexpected = "BN500";
    public const string NotImplemented = "BN501";
    public const string Unavailable = "BN503";
    public const string TimedOut = "BN504";
}
