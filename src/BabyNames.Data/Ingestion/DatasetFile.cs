namespace BabyNames.Data.Ingestion;

/// <summary>What a worker must know of a dataset to read its file.</summary>
/// <param name="Sha256">Hexadecimal, of the file as it was uploaded.</param>
/// <param name="Year">As the uploader named it, or null.</param>
/// <param name="Gender">As the uploader named it, or null.</param>
public sealed record DatasetFile(Guid Id, Guid CountryId, string Filename, string FilePath, string ParserType, int? Year, char? Gender, string Sha256);
