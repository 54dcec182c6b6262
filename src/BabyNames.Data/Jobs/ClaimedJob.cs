namespace BabyNames.Data.Jobs;

/// <summary>A job whose lease this worker holds. Worker and attempt identify the lease: a job that is claimed again, even by the
/// same worker, has another attempt.</summary>
public sealed record ClaimedJob(Guid Id, string Type, Guid DatasetId, string WorkerId, int Attempt, int MaxAttempts);
