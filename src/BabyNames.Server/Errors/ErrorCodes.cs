namespace BabyNames.Server.Errors;

/// <summary>Codes of the domain's faults, the same in GraphQL, in OData and on the command line. Faults inside of files are
/// BN1nn, see <see cref="Sources.SourceCodes"/>. A retired code is never used again.</summary>
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

    /// <summary>The machine, not the file, stopped an import for good.</summary>
    public const string ImportInterrupted = "BN302";
}
