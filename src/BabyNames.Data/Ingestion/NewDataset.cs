namespace BabyNames.Data.Ingestion;

/// <summary>A stored file and the arguments of its upload.</summary>
/// <param name="Id">Id of the dataset, generated before it is stored.</param>
/// <param name="FilePath">Path of the file in the storage.</param>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="Sha256">SHA-256 hash of the file, in hexadecimal.</param>
/// <param name="Source">The source whose format the file has.</param>
/// <param name="RecognizedBy">Reason why this source was chosen; null if the uploader specified it.</param>
/// <param name="Year">Year that the uploader specified; null if not specified.</param>
/// <param name="Gender">Sex that the uploader specified, <c>F</c> or <c>M</c>; null if not specified.</param>
/// <param name="UploadedBy">Name of the API key, or of the user of the command line.</param>
/// <param name="TakesOver">Whether the dataset claims slices that another source serves.</param>
public sealed record NewDataset(
    Guid Id,
    NewCountry Country,
    string Filename,
    string FilePath,
    long Size,
    string Sha256,
    DatasetSource Source,
    string? RecognizedBy,
    int? Year,
    char? Gender,
    string UploadedBy,
    bool TakesOver = false
)
{
    /// <summary>Id of the country. <see cref="DatasetStore.AcceptAsync(NewDataset, CancellationToken)"/> sets it.</summary>
    internal Guid CountryId { get; init; }
}

/// <summary>A country that is added if it does not exist.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 code.</param>
/// <param name="Name">English name.</param>
public sealed record NewCountry(string Code, string Name);

/// <summary>The result of an upload.</summary>
/// <param name="DatasetId">The dataset of the file: a new one, or a failed one with the same bytes.</param>
/// <param name="PreviousPath">Path of the previous file of a failed dataset, which the caller must delete; otherwise null.</param>
/// <param name="Duplicate">Id of the live dataset with the same bytes. If it is not null, nothing was stored.</param>
/// <param name="Conflict">The slice that another source serves. If it is not null, nothing was stored.</param>
public sealed record NewDatasetResult(Guid DatasetId, string? PreviousPath = null, Guid? Duplicate = null, SliceConflict? Conflict = null);

/// <summary>The state of a dataset before a change.</summary>
public sealed record DatasetState(string CountryCode, DatasetSource Source, string Status, bool IsDeleted);
