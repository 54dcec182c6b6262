using BabyNames.Sources;

namespace BabyNames.Data.Ingestion;

/// <summary>What a worker must know of a dataset to read its file.</summary>
/// <param name="Sha256">Hexadecimal, of the file as it was uploaded.</param>
/// <param name="Source">As which the file is read.</param>
/// <param name="Year">As the uploader named it, or null.</param>
/// <param name="Gender">As the uploader named it, or null.</param>
/// <param name="TakesOver">Whether its slices are claimed although another source serves them.</param>
/// <param name="Areas">Those of its country.</param>
public sealed record DatasetFile(
    Guid Id, Guid CountryId, string Filename, string FilePath, string Sha256, DatasetSource Source, int? Year, char? Gender, bool TakesOver,
    IReadOnlyList<KnownArea> Areas);

/// <summary>The source of a dataset's file, and what the file is about.</summary>
/// <param name="ParserType">Id of the source in the catalogue.</param>
/// <param name="Publisher">Null where a file of one's own came without.</param>
/// <param name="Licence">Under which the figures may be used.</param>
/// <param name="Attribution">Who must be named when the figures are shown.</param>
/// <param name="Area">Code of the area that the whole file is about; null where nobody said it or its rows do.</param>
public sealed record DatasetSource(string ParserType, string? Publisher, string? Licence, string? Attribution, string? Area)
{
    /// <summary>Whether it is a file of one's own: no source that the catalogue knows to be of its area.</summary>
    public bool IsOwnFile => SourceCatalog.Find(ParserType) is null or { IsGeneric: true };
}

/// <summary>An area that rows can be stored for.</summary>
/// <param name="Code">ISO 3166-1 alpha-2 of a country as a whole, ISO 3166-2 of a part.</param>
/// <param name="Name">In English.</param>
/// <param name="IsWhole">Whether it is the country as a whole.</param>
public sealed record KnownArea(int Id, string Code, string Name, bool IsWhole);
