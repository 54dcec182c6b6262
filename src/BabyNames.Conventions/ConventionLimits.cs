using System.ComponentModel.DataAnnotations;

namespace BabyNames.Conventions;

/// <summary>What one request may ask for. At a limit the request is refused, never cut.</summary>
public sealed class ConventionLimits
{
    /// <summary>Nodes of a page when neither <c>first</c> nor <c>last</c> is given. 10.</summary>
    [Range(1, 100_000)]
    public int DefaultPageSize { get; set; } = 10;

    /// <summary>Nodes of a page at most. 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxPageSize { get; set; } = 1_000;

    /// <summary>Levels of <c>and</c>, <c>or</c> and relations in a filter. 10.</summary>
    [Range(1, int.MaxValue)]
    public int FilterDepth { get; set; } = 10;

    /// <summary>Conditions in a filter. 100.</summary>
    [Range(1, int.MaxValue)]
    public int FilterOperations { get; set; } = 100;

    /// <summary>Values in one list of a filter. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int ListLength { get; set; } = 1_000;

    /// <summary>Fields to sort by. 8.</summary>
    [Range(1, int.MaxValue)]
    public int SortFields { get; set; } = 8;

    /// <summary>Levels of fields in a document; an editor's introspection has 13. 15.</summary>
    [Range(1, int.MaxValue)]
    public int Depth { get; set; } = 15;

    /// <summary>Fields in a document, fragments counted where they are used, before equal ones are merged. 500.</summary>
    [Range(1, int.MaxValue)]
    public int Fields { get; set; } = 500;

    /// <summary>Bytes of a request that is not an upload. 256 KiB.</summary>
    [Range(1, int.MaxValue)]
    public int RequestBytes { get; set; } = 256 * 1024;

    /// <summary>Time for a query, after which its SQL is cancelled. 30 s. Mutations have no limit of time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExecutionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Parsed and validated documents kept. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int CachedDocuments { get; set; } = 1_000;

    /// <summary>WebSockets and event streams that the process has open. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int Connections { get; set; } = 1_000;

    /// <summary>Operations that one WebSocket runs at the same time. 50.</summary>
    [Range(1, int.MaxValue)]
    public int OperationsPerConnection { get; set; } = 50;

    /// <summary>Subscriptions that the process has open. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int Subscriptions { get; set; } = 1_000;

    /// <summary>Changed entities that wait for a subscriber; with more, its subscription ends. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int PendingChanges { get; set; } = 1_000;

    /// <summary>How often an open connection is told that it is alive. 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a WebSocket may take to say <c>connection_init</c>. 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectionInit { get; set; } = TimeSpan.FromSeconds(10);
}
