namespace BabyNames.Data.Jobs;

/// <summary>Another worker has the job now, or it was cancelled. Whatever this attempt wrote must be rolled back.</summary>
public sealed class LeaseLostException(ClaimedJob job)
    : Exception($"Job {job.Id}, attempt {job.Attempt}, is no longer held by worker {job.WorkerId}.");
