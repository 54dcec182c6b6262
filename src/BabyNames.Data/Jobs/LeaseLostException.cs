namespace BabyNames.Data.Jobs;

/// <summary>Another worker has the job, or it was cancelled. The caller must roll back what this attempt wrote.</summary>
public sealed class LeaseLostException(ClaimedJob job)
    : Exception($"Job {job.Id}, attempt {job.Attempt}, is no longer held by worker {job.WorkerId}.");
