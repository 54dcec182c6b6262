using System.ComponentModel.DataAnnotations;
using BabyNames.Data.Jobs;

namespace BabyNames.Server.Jobs;

/// <summary>Settings <c>Jobs:*</c>.</summary>
internal sealed class JobOptions : IValidatableObject
{
    /// <summary>Whether this process runs jobs. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Number of workers of this process. Each uses one database connection and up to 100 MB of memory. Default: 2.</summary>
    [Range(1, 8)]
    public int Workers { get; set; } = 2;

    /// <summary>Interval at which the server polls the queue. A notification starts a queued job earlier. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time without a heartbeat after which another worker takes over the job. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Interval of heartbeats, which also store the progress. It must be at most a third of <see cref="LeaseDuration"/>.
    /// Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum number of attempts of a job. Only errors of the system are tried again: storage, database, or a worker that died.
    /// An error of the file fails the job at once. Default: 9.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = RetryPolicy.Default.MaxAttempts;

    /// <summary>Time before the second attempt of a job. Each further attempt waits twice as long, but at most an hour. With the defaults a
    /// job outlasts a fault of 20 min. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryDelay { get; set; } = RetryPolicy.Default.Delay;

    /// <summary>Maximum time in which a stopping process continues its jobs and the responses that it is sending. Then it returns
    /// the jobs to the queue without using up an attempt, and ends within 5 s. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which the server purges replaced and deleted rows. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetentionPeriod { get; set; } = TimeSpan.FromDays(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HeartbeatInterval * 3 > LeaseDuration)
            yield return new(
                $"{HeartbeatInterval} is more than a third of Jobs:LeaseDuration, {LeaseDuration}.",
                [nameof(HeartbeatInterval)]
            );
    }
}
