using BabyNames.Sources;

namespace BabyNames.Data.Ingestion;

/// <summary>A dataset as a worker needs it to read its file.</summary>
/// <param name="Sha256">Hash of the uploaded file, hexadecimal.</param>
/// <param name="Source">The source that the file is read as.</param>
/// <param name="Year">Year that the uploader gave; null for none.</param>
/// <param name="Gender">Sex that the uploader gave; null for none.</param>
/// <param name="TakesOver">Whether to claim slices that another source serves.</param>
/// <param name="Areas">Areas of the country.</param>
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
);

/// <summary>The source of a dataset and the area of its file.</summary>
/// <param name="ParserType">Id of the source in the catalogue.</param>
/// <param name="Publisher">Null if it was not given for a file of one's own.</param>
/// <param name="Licence">Licence of the figures.</param>
/// <param name="Attribution">Attribution that users of the figures must show.</param>
/// <param name="Area">Code of the area of the whole file; null if it was not given or if the rows name areas.</param>
public sealed record DatasetSource(string ParserType, string? Publisher, string? Licence, string? Attribution, string? Area)
{
    /// <summary>Whether it is a file of one's own: the catalogue does not know the area of its source.</summary>
    public bool IsOwnFile => SourceCatalog.Find(ParserType) is null or { IsGeneric: true };
}

/// <summary>An area that rows can be stored for.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 of a country as a whole, ISO 3166-2 of a part.</param>
/// <param name="Name">In English.</param>
/// <param name="IsWhole">Whether it is the country as a whole.</param>
public sealed record KnownArea(int Id, string Code, string Name, bool IsWhole);
