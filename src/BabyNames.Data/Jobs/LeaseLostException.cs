namespace BabyNames.Data.Jobs;

/// <summary>The worker lost the lease of its job: another worker claimed the job, or it was cancelled. The caller must roll back all
/// changes of this attempt.</summary>
public sealed class LeaseLostException(ClaimedJob job)
    : Exception($"Worker {job.WorkerId} lost the lease of job {job.Id}, attempt {job.Attempt}.");
