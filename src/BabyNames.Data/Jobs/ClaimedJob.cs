namespace BabyNames.Data.Jobs;

/// <summary>A job whose lease this worker holds. Worker and attempt identify the lease: each claim of a job has another attempt number,
/// even if the same worker claims it again.</summary>
/// <param name="Attempt">Number of the attempt, from 1.</param>
public sealed record ClaimedJob(Guid Id, string Type, Guid DatasetId, string WorkerId, int Attempt, int MaxAttempts);
