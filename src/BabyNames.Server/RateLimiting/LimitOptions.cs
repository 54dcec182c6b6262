using System.ComponentModel.DataAnnotations;

namespace BabyNames.Server.RateLimiting;

/// <summary>Settings <c>Limits:*</c>. A request takes one token and its cost in rows.
/// See <see href="limits.md#rate-limit">the rate limit</see>.</summary>
internal sealed class LimitOptions : IValidatableObject
{
    private int _readerConnections;

    /// <summary>Maximum number of tokens of each key, and of each address without a key. Requests with no tokens left are refused
    /// with 429. 5,000,000 tokens are all statistics of the United States twice. Default: 5,000,000.</summary>
    [Range(1, 1_000_000_000)]
    public int TokenLimit { get; set; } = 5_000_000;

    /// <summary>Number of tokens that are added each second. Default: 20,000.</summary>
    [Range(1, 1_000_000_000)]
    public int TokensPerSecond { get; set; } = 20_000;

    /// <summary>Maximum number of concurrent database queries, of one client half as many. Further queries wait. Together with
    /// <see cref="MaxConcurrentStreams"/> at most <c>Database:ReaderConnections</c>. Default: 4 for each processor, at most 24.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentQueries { get; set; } = Math.Min(4 * Environment.ProcessorCount, 24);

    /// <summary>Maximum number of concurrent CSV responses, of one client half as many. Further ones wait. Default: 2 for each
    /// processor, at most 12.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentStreams { get; set; } = Math.Min(2 * Environment.ProcessorCount, 12);

    /// <summary>Maximum number of queries that wait, in total and for each client. Further ones are refused. Default:
    /// 200.</summary>
    [Range(0, 100_000)]
    public int QueueLimit { get; set; } = 200;

    /// <summary>Maximum time that a query waits. Then it is refused. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Sets the number of connections that queries and CSV responses share.</summary>
    public void SetReaderConnections(int connections) => _readerConnections = connections;

    /// <summary>Number of the concurrent queries or CSV responses that one client may use: half of the limit, at least 1.</summary>
    public static int OfClient(int limit) => Math.Max(1, limit / 2);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        MaxConcurrentQueries + MaxConcurrentStreams <= _readerConnections
            ? []
            :
            [
                new(
                    $"MaxConcurrentQueries and MaxConcurrentStreams are {MaxConcurrentQueries + MaxConcurrentStreams} together; "
                        + $"Database:ReaderConnections gives them {_readerConnections} connections.",
                    [nameof(MaxConcurrentQueries)]
                ),
            ];
}
