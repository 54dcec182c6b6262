using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.Jobs;

/// <summary>Settings <c>Jobs:*</c>.</summary>
internal sealed class JobOptions : IValidatableObject
{
    /// <summary>Whether this process runs jobs. Off, it only answers.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Files that this process reads at the same time. 2; each takes a connection and up to 100 MB.</summary>
    [Range(1, 8)]
    public int Workers { get; set; } = 2;

    /// <summary>How often the queue is looked at when no notification came. 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a worker may be silent before its job is given to another. 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a worker says that it is alive and how far it is. 1 s; at most a third of the lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping process continues its jobs and the responses that it is sending. Then it hands the jobs back
    /// without using up an attempt, and ends within 5 s. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long rows that were replaced or deleted are kept before they are removed for good. 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Heartbeat * 3 > Lease)
            yield return new($"{Heartbeat} is more than a third of Jobs:Lease, {Lease}.", [nameof(Heartbeat)]);
    }
}
