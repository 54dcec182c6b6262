using System.ComponentModel.DataAnnotations;

namespace BabyNames.GraphQLEngine;

/// <summary>Settings <c>GraphQL:*</c>: limits of a GraphQL request. At a limit the request is refused, never cut.</summary>
public sealed class GraphQLLimits : IValidatableObject
{
    /// <summary>Number of nodes of a page if neither <c>first</c> nor <c>last</c> is given. It must be at most
    /// <see cref="MaxPageSize"/>. Default: 10.</summary>
    [Range(1, 100_000)]
    public int DefaultPageSize { get; set; } = 10;

    /// <summary>Maximum number of nodes of a page. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxPageSize { get; set; } = 1_000;

    /// <summary>Maximum number of levels of <c>and</c>, <c>or</c> and relations in a filter. Default: 10.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFilterDepth { get; set; } = 10;

    /// <summary>Maximum number of conditions in a filter. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFilterConditions { get; set; } = 100;

    /// <summary>Maximum number of values in one list of a filter. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxListLength { get; set; } = 1_000;

    /// <summary>Maximum number of fields to sort by. Default: 8.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSortFields { get; set; } = 8;

    /// <summary>Maximum number of levels of fields in a document. The introspection query of an editor has 13. It must be at most
    /// <see cref="MaxParserDepth"/>. Default: 15.</summary>
    [Range(1, int.MaxValue)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>Maximum number of fields in a document. Fields of a fragment count at each use, and before equal fields are merged.
    /// The introspection query of an editor has 232. Default: 400.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFields { get; set; } = 400;

    /// <summary>Maximum number of aliases in a document. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MaxAliases { get; set; } = 50;

    /// <summary>Maximum number of directives on one field, fragment, variable or operation. Default: 4.</summary>
    [Range(1, int.MaxValue)]
    public int MaxDirectivesPerLocation { get; set; } = 4;

    /// <summary>Maximum number of directives in a document. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxDirectives { get; set; } = 100;

    /// <summary>Maximum number of characters of a document. It must be at most <see cref="MaxRequestBytes"/>. Default: 65,536.</summary>
    [Range(1, int.MaxValue)]
    public int MaxDocumentLength { get; set; } = 65_536;

    /// <summary>Maximum number of levels of brackets and braces in a document, including its values. Default: 128.</summary>
    [Range(1, 1_000)]
    public int MaxParserDepth { get; set; } = 128;

    /// <summary>Maximum number of fields of a request that are executed at the same time, each with a query of the database.
    /// Further fields wait. Default: 2.</summary>
    [Range(1, 100)]
    public int MaxParallelFields { get; set; } = 2;

    /// <summary>Maximum field cost of a request, see <see href="limits.md#what-a-request-costs">the cost of a request</see>.
    /// Default: 100,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFieldCost { get; set; } = 100_000;

    /// <summary>Maximum type cost of a request: the number of objects that it requests, of all its pages together. Default:
    /// 10,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTypeCost { get; set; } = 10_000;

    /// <summary>Whether clients may read the schema, by introspection or by <c>?sdl</c>. Default: true.</summary>
    public bool Introspection { get; set; } = true;

    /// <summary>Maximum size of a request that is not an upload, in bytes. Default: 256 KiB.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRequestBytes { get; set; } = 256 * 1024;

    /// <summary>Maximum time of a query. After this time its SQL is cancelled. Mutations have no maximum time. Default: 30
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of parsed and validated documents that are cached. Those not used for the longest time are removed.
    /// Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int DocumentCacheSize { get; set; } = 1_000;

    /// <summary>Maximum number of characters of all cached documents together. Default: 2,097,152.</summary>
    [Range(1, int.MaxValue)]
    public int DocumentCacheCharacters { get; set; } = 2_097_152;

    /// <summary>Maximum size of all cached responses together, in bytes; 0 for no cache. Default: 64 MiB.</summary>
    [Range(0, int.MaxValue)]
    public int ResponseCacheBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Maximum number of open WebSockets and event streams of the process. One key, or address without a key, may have
    /// half of them, and all addresses without a key together three quarters. WebSockets that have not sent their key yet have a
    /// tenth of the number in addition, those of one address a fiftieth. See
    /// <see href="limits.md#subscribers">the number of subscribers</see>. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Maximum number of operations that one WebSocket runs at the same time. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MaxOperationsPerConnection { get; set; } = 50;

    /// <summary>Maximum number of open subscriptions of the process. One key, or one address without a key, may have half of them, and all
    /// addresses without a key together three quarters. Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSubscriptions { get; set; } = 1_000;

    /// <summary>Maximum number of changed entities that are queued for one subscriber. If the queue overflows, its subscription ends.
    /// Default: 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int MaxPendingChanges { get; set; } = 1_000;

    /// <summary>Interval at which the server sends a keep-alive message on an open connection. Default: 12 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Maximum time until a WebSocket sends <c>connection_init</c>. After this time it is closed. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Path of the persisted documents, which clients request by id: a folder of .graphql files named by their ids, or a
    /// manifest as Relay or Apollo write it. Default: none.</summary>
    public string? PersistedDocumentsPath { get; set; }

    /// <summary>Whether documents that are not persisted are refused. It requires <see cref="PersistedDocumentsPath"/>. Default:
    /// false.</summary>
    public bool RequirePersistedDocuments { get; set; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        Contradictions().Select(error => new ValidationResult(error.Message, [error.Setting]));

    private IEnumerable<(string Setting, string Message)> Contradictions()
    {
        if (DefaultPageSize > MaxPageSize)
            yield return (nameof(DefaultPageSize), $"{DefaultPageSize} is more than GraphQL:MaxPageSize, {MaxPageSize}.");
        if (DefaultPageSize > MaxTypeCost)
            yield return (
                nameof(DefaultPageSize),
                $"{DefaultPageSize} is more than GraphQL:MaxTypeCost, {MaxTypeCost}: such a page would be refused."
            );
        if (MaxDocumentLength > MaxRequestBytes)
            yield return (
                nameof(MaxDocumentLength),
                $"{MaxDocumentLength} characters do not fit into GraphQL:MaxRequestBytes, {MaxRequestBytes}."
            );
        if (MaxDepth > MaxParserDepth)
            yield return (nameof(MaxDepth), $"{MaxDepth} is more than GraphQL:MaxParserDepth, {MaxParserDepth}.");
        if (RequirePersistedDocuments && string.IsNullOrEmpty(PersistedDocumentsPath))
            yield return (nameof(RequirePersistedDocuments), "Without GraphQL:PersistedDocumentsPath every request would be refused.");
        if (ErrorOfDocuments() is { } error)
            yield return (nameof(PersistedDocumentsPath), error);
    }

    private string? ErrorOfDocuments()
    {
        try
        {
            Http.PersistedDocuments.Load(PersistedDocumentsPath, this);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
