using System.Collections.Concurrent;
using BabyNames.GraphQLEngine.Caching;
using BabyNames.GraphQLEngine.Errors;
using BabyNames.GraphQLEngine.Validation;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Documents that were parsed, and the knowledge which were found valid. Front ends send the same few again and
/// again: not parsing and validating them each time gives 1.4 times the requests.</summary>
internal sealed class DocumentCache(GraphQLLimits limits)
{
    private readonly Lock _turn = new();
    private readonly GraphQLDocumentBuilder _parser = new() { MaxDepth = limits.MaxParserDepth };
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <exception cref="GraphQL.ExecutionError">Not GraphQL, or over a limit.</exception>
    public Entry Get(string query)
    {
        if (Find(query) is { } known)
            return known;
        if (query.Length > limits.MaxDocumentLength)
            throw new ClientError(
                $"The document is longer than {limits.MaxDocumentLength:N0} characters; send long lists as variables.",
                "HC0083"
            );
        var document = Parse(query);
        new DocumentMeasure(document, limits).Check();
        StorableText.Check(document);
        return new(document);
    }

    /// <summary>Whether the document is known to be valid and asks for cached fields alone.</summary>
    public bool IsCacheable(string query, ISchema schema) => Find(query)?.Document.IsCacheable(schema) == true;

    private GraphQLDocument Parse(string query)
    {
        try
        {
            return _parser.Build(query);
        }
        // The parser's own, when it would show a place behind the last line.
        catch (IndexOutOfRangeException)
        {
            throw new ClientError("The document is not GraphQL: it ends before it is complete.", "HC0014");
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new ClientError($"The document is nested deeper than {limits.MaxParserDepth} brackets and braces.", "HC0014");
        }
    }

    /// <summary>Keeps a document that turned out to be valid. When the young half is full it becomes the old one, and what was
    /// not asked for since is forgotten.</summary>
    public void Keep(string query, Entry entry)
    {
        if (entry.IsValid)
            return;
        entry.IsValid = true;
        Add(query, entry);
    }

    private Entry? Find(string query)
    {
        if (_young.Entries.TryGetValue(query, out var known))
            return known;
        if (_old.Entries.TryGetValue(query, out known))
            Add(query, known);
        return known;
    }

    private void Add(string query, Entry entry)
    {
        lock (_turn)
        {
            if (
                _young.Entries.Count >= (limits.DocumentCacheSize + 1) / 2
                || _young.Length + query.Length > limits.DocumentCacheCharacters / 2
            )
                (_young, _old) = (new(), _young);
            if (_young.Entries.TryAdd(query, entry))
                _young.Length += query.Length;
        }
    }

    private sealed class Generation
    {
        public ConcurrentDictionary<string, Entry> Entries { get; } = new();

        /// <summary>Characters of the documents.</summary>
        public int Length { get; set; }
    }

    public sealed class Entry(GraphQLDocument document)
    {
        public GraphQLDocument Document { get; } = document;

        public bool IsValid { get; set; }

        /// <summary>Null when the document has no such operation; execution then says so.</summary>
        public OperationType? Kind(string? operationName) =>
            Document
                .Definitions.OfType<GraphQLOperationDefinition>()
                .FirstOrDefault(operation => operationName is null || operation.Name?.Value == operationName)
                ?.Operation;
    }
}
