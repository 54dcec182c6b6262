using BabyNames.Sources;

namespace BabyNames.Data.Ingestion;

/// <summary>The stored file of a dataset.</summary>
/// <param name="Filename">Name of the uploaded file.</param>
/// <param name="FilePath">Path of the file in the storage.</param>
/// <param name="Sha256">SHA-256 hash of the uploaded file, in hexadecimal.</param>
public record StoredFile(string Filename, string FilePath, string Sha256);

/// <summary>The data of a dataset that a worker needs to read its file.</summary>
/// <param name="Source">The source whose format the file has.</param>
/// <param name="Year">Year that the uploader specified; null if not specified.</param>
/// <param name="Gender">Sex that the uploader specified, <c>F</c> or <c>M</c>; null if not specified.</param>
/// <param name="TakesOver">Whether the dataset claims slices that another source serves.</param>
/// <param name="Areas">All areas of the country.</param>
public sealed record DatasetFile(
    Guid Id,
    Guid CountryId,
    string Filename,
    string FilePath,
    string Sha256,
    DatasetSource Source,
    int? Year,
    char? Gender,
    bool TakesOver,
    IReadOnlyList<KnownArea> Areas
) : StoredFile(Filename, FilePath, Sha256);

/// <summary>The source of a dataset and the area of its file.</summary>
/// <param name="ParserType">Id of the source in <see cref="SourceCatalog"/>.</param>
/// <param name="Publisher">Publisher of the file; null if the source is generic and the uploader did not specify it.</param>
/// <param name="Licence">Licence of the figures.</param>
/// <param name="Attribution">Attribution that users of the figures must show.</param>
/// <param name="Area">Code of the area of the whole file; null if it was not specified or if each row has an area.</param>
public sealed record DatasetSource(string ParserType, string? Publisher, string? Licence, string? Attribution, string? Area)
{
    /// <summary>Whether the source is generic or unknown to the catalogue. Then the uploader may specify the area and the
    /// publisher.</summary>
    public bool IsGeneric => SourceCatalog.Find(ParserType) is null or { IsGeneric: true };
}

/// <summary>An area that rows can be stored for.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 code of a whole country, or ISO 3166-2 code of a part.</param>
/// <param name="Name">English name.</param>
/// <param name="IsWhole">Whether the area is the whole country.</param>
public sealed record KnownArea(int Id, string Code, string Name, bool IsWhole);
