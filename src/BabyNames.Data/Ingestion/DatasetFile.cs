namespace BabyNames.Data.Ingestion;

/// <summary>What a worker must know of a dataset to read its file.</summary>
public sealed record DatasetFile(Guid Id, Guid CountryId, string CountryCode, string Filename, string FilePath, string ParserType);
