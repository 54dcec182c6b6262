namespace BabyNames.Data.Ingestion;

/// <summary>A file that storage has taken, and how it is to be read.</summary>
/// <param name="Sha256">Hexadecimal, of the stored bytes.</param>
/// <param name="Source">As which it is read.</param>
/// <param name="RecognisedBy">Why it is taken for a file of that source; null when the uploader named the source.</param>
/// <param name="Year">As the uploader named it, or null.</param>
/// <param name="Gender">As the uploader named it, or null.</param>
/// <param name="TakesOver">Whether its slices are claimed although another source serves them.</param>
public sealed record NewDataset(
    Guid Id, NewCountry Country, string Filename, string FilePath, long Size, string Sha256, DatasetSource Source,
    string? RecognisedBy, int? Year, char? Gender, string UploadedBy, bool TakesOver = false)
{
    /// <summary>Known when it is accepted.</summary>
    internal Guid CountryId { get; init; }
}

/// <summary>A country that is added with its first dataset.</summary>
/// <param name="Code">ISO 3166-1 alpha-2.</param>
public sealed record NewCountry(string Code, string Name);

/// <summary>What became of an uploaded file.</summary>
/// <param name="DatasetId">The dataset that has it: a new one, or one that failed with the same bytes.</param>
/// <param name="LeftPath">The file that such a dataset had before, which nobody needs any more; null for none.</param>
/// <param name="Duplicate">The dataset that has the same bytes. Nothing was done then.</param>
/// <param name="Conflict">The slice that another source serves. Nothing was done then.</param>
public sealed record Acceptance(Guid DatasetId, string? LeftPath = null, Guid? Duplicate = null, SliceConflict? Conflict = null);

/// <summary>What is known of a dataset that something is to be done with.</summary>
public sealed record DatasetState(string CountryCode, DatasetSource Source, string Status, bool IsDeleted);
