namespace BabyNames.Data.Ingestion;

/// <summary>Why an import failed.</summary>
/// <param name="Message">Reason of the failure. It starts with the code of the first error.</param>
/// <param name="ErrorCount">Number of errors in the file.</param>
/// <param name="Errors">JSON array of the errors; null if the file has none.</param>
/// <param name="Warnings">JSON array of the warnings; null for none.</param>
public sealed record ImportFailure(string Message, int ErrorCount = 0, string? Errors = null, string? Warnings = null);
