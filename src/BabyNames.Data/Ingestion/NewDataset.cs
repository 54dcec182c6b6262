namespace BabyNames.Data.Ingestion;

/// <summary>A stored file and how to read it.</summary>
/// <param name="Sha256">Hash of the stored file, hexadecimal.</param>
/// <param name="Source">The source that it is read as.</param>
/// <param name="RecognisedBy">Why the source was chosen; null if the uploader named it.</param>
/// <param name="Year">Year that the uploader gave; null for none.</param>
/// <param name="Gender">Sex that the uploader gave; null for none.</param>
/// <param name="TakesOver">Whether to claim slices that another source serves.</param>
public sealed record NewDataset(
    Guid Id,
    NewCountry Country,
    string Filename,
    string FilePath,
    long Size,
    string Sha256,
    DatasetSource Source,
    string? RecognisedBy,
    int? Year,
    char? Gender,
    string UploadedBy,
    bool TakesOver = false
)
{
    /// <summary>Id of the dataset, generated before it is stored.</summary>
    internal Guid CountryId { get; init; }
}

/// <summary>A country that is added with its first dataset.</summary>
/// <param name="Code">ISO 3166-1 alpha-2.</param>
public sealed record NewCountry(string Code, string Name);

/// <summary>The result of an upload.</summary>
/// <param name="DatasetId">The dataset of the file: a new one, or a failed one with the same bytes.</param>
/// <param name="LeftPath">The previous file of such a dataset, to be deleted; null for none.</param>
/// <param name="Duplicate">The dataset with the same bytes; nothing was stored.</param>
/// <param name="Conflict">The slice that another source serves; nothing was stored.</param>
public sealed record NewDatasetResult(Guid DatasetId, string? LeftPath = null, Guid? Duplicate = null, SliceConflict? Conflict = null);

/// <summary>The state of a dataset that is to be changed.</summary>
public sealed record DatasetState(string CountryCode, DatasetSource Source, string Status, bool IsDeleted);
