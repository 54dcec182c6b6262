namespace BabyNames.Data.Ingestion;

/// <summary>How a dataset is to be read again.</summary>
/// <param name="Reason">Kept with the job.</param>
/// <param name="Source">As which the file is to be read.</param>
/// <param name="Year">What the uploader says now; null keeps what was said before.</param>
/// <param name="Gender">The same: <c>F</c> or <c>M</c>.</param>
/// <param name="TakesOver">Whether slices are claimed although another source serves them.</param>
public sealed record Reprocessing(string Reason, DatasetSource Source, Said<int?>? Year = null, Said<char?>? Gender = null, bool TakesOver = false);

/// <summary>An argument that was given.</summary>
/// <param name="Value">Null to forget what was said before.</param>
public sealed record Said<T>(T Value);
