namespace BabyNames.Data.Jobs;

/// <summary>A job that this worker holds the lease of. Worker and attempt together name the lease: a job that was taken
/// away and claimed again, even by the same worker, has another attempt.</summary>
public sealed record ClaimedJob(Guid Id, string Type, Guid DatasetId, string WorkerId, int Attempt, int MaxAttempts);
