using System.ComponentModel.DataAnnotations;
using BabyNames.Data;

namespace BabyNames.Server.RateLimiting;

/// <summary>Settings <c>Limits:*</c>. A request takes 1 and its cost: the rows that it produces, and a hundredth of those that the
/// database reads.</summary>
internal sealed class LimitOptions : IValidatableObject
{
    /// <summary>What each key, and each address without one, may spend at once. 5,000,000: all statistics of the United States twice.</summary>
    [Range(1, 1_000_000_000)]
    public int Burst { get; set; } = 5_000_000;

    /// <summary>What comes back to it each second. 20,000.</summary>
    [Range(1, 1_000_000_000)]
    public int PerSecond { get; set; } = 20_000;

    /// <summary>Queries of the database at the same time, of one client half as many. 4 for each processor, 24 at most.</summary>
    [Range(1, Databases.ReaderConnections)]
    public int AtOnce { get; set; } = Math.Min(4 * Environment.ProcessorCount, 24);

    /// <summary>Answers without pages (CSV) that are written at the same time, of one client half as many. 2 for each processor,
    /// 12 at most.</summary>
    [Range(1, Databases.ReaderConnections)]
    public int Streams { get; set; } = Math.Min(2 * Environment.ProcessorCount, 12);

    /// <summary>Queries that wait for others to end, and of one client for its own; further ones are refused. 200.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; } = 200;

    /// <summary>How long one waits before it is refused. 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of one client, of queries or of streams.</summary>
    public static int OfClient(int most) => Math.Max(1, most / 2);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        AtOnce + Streams <= Databases.ReaderConnections ? [] :
        [
            new($"AtOnce and Streams are {AtOnce + Streams} together; a server has {Databases.ReaderConnections} connections for them.",
                [nameof(AtOnce)]),
        ];
}
