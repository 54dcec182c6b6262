using BabyNames.ODataEngine;

namespace BabyNames.Server.Errors;

/// <summary>Error codes of the product, the same in GraphQL, OData and on the command line. Errors within files are BN1nn, see
/// <see cref="Sources.SourceCodes"/>. A retired code is never used again. docs/errors.md lists all codes.</summary>
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

    /// <summary>A file names no area, and parts of its country are served.</summary>
    public const string AreaNeeded = "BN217";

    /// <summary>An import failed for good because of the machine, not because of the file.</summary>
    public const string ImportInterrupted = "BN302";

    /// <summary>An admin ended the job.</summary>
    public const string Cancelled = Data.Ingestion.DatasetDeletion.CancelledCode;

    public const string StorageFull = "BN303";
    public const string StorageUnavailable = "BN304";

    /// <summary>The file of a dataset is missing from its storage, or was changed there.</summary>
    public const string StoredFileLost = "BN305";

    // What HTTP itself has a number for carries that number.
    public const string InvalidQuery = ODataErrorCodes.InvalidQuery;
    public const string KeyNeeded = "BN401";
    public const string KeyMayNot = "BN403";
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

    /// <summary>The skip token was changed, or belongs to another order.</summary>
    public const string InvalidSkipToken = ODataErrorCodes.InvalidSkipToken;

    /// <summary>Too many invalid keys.</summary>
    public const string TooManyAttempts = "BN430";

    /// <summary>A query whose values cannot be computed: overflow, division by zero, text with a NUL.</summary>
    public const string InvalidValue = ODataErrorCodes.InvalidValue;
}
