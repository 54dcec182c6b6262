using System.ComponentModel.DataAnnotations;

namespace BabyNames.GraphQLEngine;

/// <summary>What one request may ask for. At a limit the request is refused, never cut.</summary>
public sealed class ConventionLimits : IValidatableObject
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

    /// <summary>Fields in a document, fragments counted where they are used, before equal ones are merged; an editor's
    /// introspection has 232. 400.</summary>
    [Range(1, int.MaxValue)]
    public int Fields { get; set; } = 400;

    /// <summary>Fields of a document that are given another name. 50.</summary>
    [Range(1, int.MaxValue)]
    public int Aliases { get; set; } = 50;

    /// <summary>Directives on one field, fragment, variable or operation. 4.</summary>
    [Range(1, int.MaxValue)]
    public int DirectivesPerLocation { get; set; } = 4;

    /// <summary>Directives in a document. 100.</summary>
    [Range(1, int.MaxValue)]
    public int Directives { get; set; } = 100;

    /// <summary>Characters of a document. 65,536.</summary>
    [Range(1, int.MaxValue)]
    public int DocumentLength { get; set; } = 65_536;

    /// <summary>Levels of brackets and braces that the parser follows, in a document's values too. 128.</summary>
    [Range(1, 1_000)]
    public int ParserDepth { get; set; } = 128;

    /// <summary>Fields of a request that are executed at the same time, each with a query of the database; the others wait for
    /// them. 2.</summary>
    [Range(1, 100)]
    public int ParallelFields { get; set; } = 2;

    /// <summary>What a request may cost in work; see <see cref="Cost.OperationCost"/>. 100,000.</summary>
    [Range(1, int.MaxValue)]
    public int FieldCost { get; set; } = 100_000;

    /// <summary>Objects that a request may ask for, those of all its pages together; see <see cref="Cost.OperationCost"/>. 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int TypeCost { get; set; } = 10_000;

    /// <summary>Whether clients may ask for the schema, by introspection or by <c>?sdl</c>. True.</summary>
    public bool Introspection { get; set; } = true;

    /// <summary>Bytes of a request that is not an upload. 256 KiB.</summary>
    [Range(1, int.MaxValue)]
    public int RequestBytes { get; set; } = 256 * 1024;

    /// <summary>Time for a query, after which its SQL is cancelled. 30 s. Mutations have no limit of time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExecutionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Parsed and validated documents kept. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int CachedDocuments { get; set; } = 1_000;

    /// <summary>Bytes of answers kept for the same request to come again; 0 keeps none. 64 MiB.</summary>
    [Range(0, int.MaxValue)]
    public int ResponseCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>WebSockets and event streams that the process has open; half of them for one key, or address without one, and three
    /// quarters for all without a key. WebSockets that have not named their key yet have a tenth besides, a fiftieth for one address. 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int Connections { get; set; } = 1_000;

    /// <summary>Operations that one WebSocket runs at the same time. 50.</summary>
    [Range(1, int.MaxValue)]
    public int OperationsPerConnection { get; set; } = 50;

    /// <summary>Subscriptions that the process has open, with the same shares. 1,000.</summary>
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

    /// <summary>Characters of all documents kept. 2,097,152.</summary>
    [Range(1, int.MaxValue)]
    public int CachedLength { get; set; } = 2_097_152;

    /// <summary>Path of documents that clients ask for by id: a folder of .graphql files named after their ids, or a manifest as
    /// Relay or Apollo write it. None.</summary>
    public string? PersistedDocuments { get; set; }

    /// <summary>Whether any other document is refused. False.</summary>
    public bool OnlyPersisted { get; set; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Contradictions().Select(fault => new ValidationResult(fault.Message, [fault.Setting]));

    private IEnumerable<(string Setting, string Message)> Contradictions()
    {
        if (DefaultPageSize > MaxPageSize)
            yield return (nameof(DefaultPageSize), $"{DefaultPageSize} is more than GraphQL:MaxPageSize, {MaxPageSize}.");
        if (DefaultPageSize > TypeCost)
            yield return (
                nameof(DefaultPageSize),
                $"{DefaultPageSize} is more than GraphQL:TypeCost, {TypeCost}: such a page would be refused."
            );
        if (DocumentLength > RequestBytes)
            yield return (nameof(DocumentLength), $"{DocumentLength} characters do not fit into GraphQL:RequestBytes, {RequestBytes}.");
        if (Depth > ParserDepth)
            yield return (nameof(Depth), $"{Depth} is more than GraphQL:ParserDepth, {ParserDepth}.");
        if (OnlyPersisted && string.IsNullOrEmpty(PersistedDocuments))
            yield return (nameof(OnlyPersisted), "Without GraphQL:PersistedDocuments every request would be refused.");
        if (FaultOfDocuments() is { } fault)
            yield return (nameof(PersistedDocuments), fault);
    }

    private string? FaultOfDocuments()
    {
        try
        {
            Http.PersistedDocuments.Load(PersistedDocuments, this);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
