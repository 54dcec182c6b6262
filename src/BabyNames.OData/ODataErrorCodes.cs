namespace BabyNames.ODataEngine;

/// <summary>Error codes of OData responses. The number of a code is the HTTP status, except that BN421 and BN422 are sent with
/// status 400.</summary>
public static class ODataErrorCodes
{
    /// <summary>The request is invalid, or exceeds a limit of queries.</summary>
    public const string InvalidQuery = "BN400";

    /// <summary>The path names no resource, or the row does not exist.</summary>
    public const string UnknownResource = "BN404";

    /// <summary>The method is not allowed. The service is read-only.</summary>
    public const string MethodNotAllowed = "BN405";

    /// <summary>The client accepts none of the media types of the response.</summary>
    public const string NotAcceptable = "BN406";

    /// <summary>Path and query are too long.</summary>
    public const string UriTooLong = "BN414";

    /// <summary>The body of <c>$query</c> is not text/plain.</summary>
    public const string UnsupportedMediaType = "BN415";

    /// <summary>The skip token was changed, or belongs to another entity set or order.</summary>
    public const string InvalidSkipToken = "BN421";

    /// <summary>A value of the query cannot be computed: an overflow, a division by zero or text with NUL.</summary>
    public const string InvalidValue = "BN422";

    /// <summary>A request of a batch was not executed, because a request on which it depends failed.</summary>
    public const string FailedDependency = "BN424";

    /// <summary>An error of the server that the client cannot fix.</summary>
    public const string Unexpected = "BN500";

    /// <summary>The request is valid in OData and not supported by the service.</summary>
    public const string NotImplemented = "BN501";

    /// <summary>The database is temporarily unavailable.</summary>
    public const string Unavailable = "BN503";

    /// <summary>The request took longer than the time limit.</summary>
    public const string TimedOut = "BN504";
}
