namespace BabyNames.Data.Jobs;

/// <summary>When a job that an error of the system interrupted is tried again.</summary>
/// <param name="MaxAttempts">Maximum number of attempts, at least 1.</param>
/// <param name="Delay">Time before the second attempt. Each further attempt waits twice as long, but at most an hour.</param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan Delay)
{
    /// <summary>The waits add up to 21 min, so that a job outlasts a storage that is full or does not respond for that long.</summary>
    public static RetryPolicy Default { get; } = new(9, TimeSpan.FromSeconds(5));
}
