using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Persisted documents, which clients execute by id instead of sending their text. They are read once, at start.</summary>
internal sealed class PersistedDocuments
{
    private const string Extension = ".graphql";
    private const string Algorithm = "sha256:";

    private readonly Dictionary<string, string> _documents = [];

    private PersistedDocuments(IEnumerable<(string Id, string Document)> documents, GraphQLLimits limits)
    {
        var reader = new DocumentCache(limits);
        foreach (var (id, document) in documents)
        {
            Check(reader, id, document);
            _documents[id] = document;
            // The hash is the id that clients compute themselves.
            _documents.TryAdd(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document))), document);
        }
    }

    /// <summary>Whether there are no documents.</summary>
    public bool IsEmpty => _documents.Count == 0;

    /// <summary>Reads documents from files.</summary>
    /// <param name="path">A folder of .graphql files whose names are the ids, or a manifest in JSON: the object from id to document of
    /// Relay, or the object with <c>operations</c> of Apollo. Null or empty for no documents.</param>
    /// <exception cref="InvalidDataException">The files cannot be read, or a document exceeds a limit; the message states the
    /// reason.</exception>
    public static PersistedDocuments Load(string? path, GraphQLLimits limits) =>
        path switch
        {
            null or "" => new([], limits),
            _ when Directory.Exists(path) => new(
                Directory
                    .EnumerateFiles(path, $"*{Extension}")
                    .Order(StringComparer.Ordinal)
                    .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
                limits
            ),
            _ when File.Exists(path) => new(Manifest(path), limits),
            _ => throw new InvalidDataException($"There is neither a folder nor a file {path}."),
        };

    /// <summary>Returns the text of a document; null when there is none with this id.</summary>
    /// <param name="id">Id in the folder or manifest, or SHA-256 of the document in lower-case hexadecimal, with or without
    /// <c>sha256:</c>.</param>
    public string? Find(string id) =>
        _documents.GetValueOrDefault(id)
        ?? (id.StartsWith(Algorithm, StringComparison.Ordinal) ? _documents.GetValueOrDefault(id[Algorithm.Length..]) : null);

    private static IEnumerable<(string Id, string Document)> Manifest(string path)
    {
        try
        {
            var manifest = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
            return manifest.TryGetProperty("operations", out var operations) && operations.ValueKind == JsonValueKind.Array
                ?
                [
                    .. operations
                        .EnumerateArray()
                        .Select(operation => (operation.GetProperty("id").GetString()!, operation.GetProperty("body").GetString()!)),
                ]
                : [.. manifest.EnumerateObject().Select(operation => (operation.Name, operation.Value.GetString()!))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException(
                $"{path} is neither a JSON object from id to document nor a manifest whose operations have id and body."
            );
        }
    }

    private static void Check(DocumentCache reader, string id, string document)
    {
        try
        {
            reader.Get(document);
        }
        catch (ClientError error)
        {
            throw new InvalidDataException($"The document {id} is not accepted: {error.Message}");
        }
        catch (ExecutionError error)
        {
            throw new InvalidDataException($"The document {id} is not GraphQL: {error.Message.Split('\n')[0]}");
        }
    }
}
