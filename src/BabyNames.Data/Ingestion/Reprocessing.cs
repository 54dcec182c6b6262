namespace BabyNames.Data.Ingestion;

/// <summary>The arguments of a reprocess.</summary>
/// <param name="Reason">Stored with the job.</param>
/// <param name="Source">The source to read the file as.</param>
/// <param name="Year">New year; null to leave it unchanged.</param>
/// <param name="Gender">New sex, <c>F</c> or <c>M</c>; null to leave it unchanged.</param>
/// <param name="TakesOver">Whether to claim slices that another source serves.</param>
public sealed record Reprocessing(
    string Reason,
    DatasetSource Source,
    GivenValue<int?>? Year = null,
    GivenValue<char?>? Gender = null,
    bool TakesOver = false
);

/// <summary>An argument that was given.</summary>
/// <param name="Value">Null to remove the value.</param>
public sealed record GivenValue<T>(T Value);
