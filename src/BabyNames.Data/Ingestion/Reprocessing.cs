namespace BabyNames.Data.Ingestion;

/// <summary>How a dataset is to be read again.</summary>
/// <param name="Reason">Kept with the job.</param>
/// <param name="ParserType">Another source to read the file as; null keeps the present one.</param>
/// <param name="Year">What the uploader says now; null keeps what was said before.</param>
/// <param name="Gender">The same: <c>F</c> or <c>M</c>.</param>
public sealed record Reprocessing(string Reason, string? ParserType = null, Said<int?>? Year = null, Said<char?>? Gender = null);

/// <summary>An argument that was given.</summary>
/// <param name="Value">Null to forget what was said before.</param>
public sealed record Said<T>(T Value);
