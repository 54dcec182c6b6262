using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Jobs;

/// <summary>Settings <c>Jobs:*</c>.</summary>
internal sealed class JobOptions : IValidatableObject
{
    /// <summary>Whether this process runs jobs. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Number of workers of this process. Default: 2. Each takes a connection and up to 100 MB.</summary>
    [Range(1, 8)]
    public int Workers { get; set; } = 2;

    /// <summary>Interval at which the queue is polled, besides notifications. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time without a heartbeat after which a job is given to another worker. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Interval of heartbeats, which also store the progress. Default: 1 s; at most a third of the lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time in which a stopping process continues its jobs and the responses that it is sending. Then it returns the jobs to the
    /// queue without using up an attempt, and ends within 5 s. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which replaced and deleted rows are purged. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Heartbeat * 3 > Lease)
            yield return new($"{Heartbeat} is more than a third of Jobs:Lease, {Lease}.", [nameof(Heartbeat)]);
    }
}
