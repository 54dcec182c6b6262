using BabyNames.ODataEngine;

namespace BabyNames.Server.Errors;

/// <summary>Error codes of the server. They are the same in GraphQL, in OData and on the command line. <see cref="Sources.SourceCodes"/>
/// has the codes of errors in files, BN1nn. A retired code is never used again. docs/errors.md lists all codes.</summary>
internal static class ErrorCodes
{
    public const string UnknownCountry = "BN201";
    public const string UnknownSource = "BN202";
    public const string DuplicateDataset = "BN203";
    public const string DatasetNotFound = "BN204";
    public const string DatasetBusy = "BN205";
    public const string EmptyUpload = "BN206";
    public const string UploadTooLarge = "BN207";
    public const string InvalidInput = "BN208";
    public const string OverlappingSource = "BN209";
    public const string NothingToCancel = "BN210";
    public const string DatasetDeleted = "BN211";
    public const string DatasetNotDeleted = "BN212";
    public const string ApiKeyNotFound = "BN213";
    public const string LastAdminKey = "BN214";
    public const string CountryBusy = "BN215";
    public const string UnknownArea = "BN216";

    /// <summary>The uploader specified no area, and other datasets serve parts of the country.</summary>
    public const string AreaNeeded = "BN217";

    /// <summary>The last attempt of an import failed because of an error of the system, not of the file.</summary>
    public const string ImportInterrupted = "BN302";

    /// <summary>An admin cancelled the job.</summary>
    public const string Cancelled = Data.Ingestion.DatasetDeletion.CancelledCode;

    public const string StorageFull = "BN303";
    public const string StorageUnavailable = "BN304";

    /// <summary>The file of a dataset is missing in the storage, or it was changed there.</summary>
    public const string StoredFileLost = "BN305";

    // The codes of errors that have an HTTP status contain the number of the status.
    public const string InvalidQuery = ODataErrorCodes.InvalidQuery;
    public const string KeyRequired = "BN401";
    public const string KeyNotPermitted = "BN403";
    public const string UnknownResource = ODataErrorCodes.UnknownResource;
    public const string MethodNotAllowed = ODataErrorCodes.MethodNotAllowed;
    public const string NotAcceptable = ODataErrorCodes.NotAcceptable;
    public const string UriTooLong = ODataErrorCodes.UriTooLong;
    public const string UnsupportedMediaType = ODataErrorCodes.UnsupportedMediaType;
    public const string FailedDependency = ODataErrorCodes.FailedDependency;
    public const string TooManyRequests = "BN429";
    public const string Unexpected = ODataErrorCodes.Unexpected;
    public const string NotImplemented = ODataErrorCodes.NotImplemented;
    public const string Unavailable = ODataErrorCodes.Unavailable;
    public const string TimedOut = ODataErrorCodes.TimedOut;

    /// <summary>The skip token was changed, or it belongs to a request with another order.</summary>
    public const string InvalidSkipToken = ODataErrorCodes.InvalidSkipToken;

    /// <summary>The network or the key has too many attempts with invalid keys.</summary>
    public const string TooManyAttempts = "BN430";

    /// <summary>A value of the query cannot be computed, for example because of an overflow, a division by zero or text with a NUL
    /// character.</summary>
    public const string InvalidValue = ODataErrorCodes.InvalidValue;
}
