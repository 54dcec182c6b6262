using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BabyNames.GraphQLEngine.Errors;
using GraphQL;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Documents that clients ask for by id instead of sending them: read once, at start.</summary>
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
            // What clients call it that were not told another id.
            _documents.TryAdd(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document))), document);
        }
    }

    public bool IsEmpty => _documents.Count == 0;

    /// <param name="path">A folder of .graphql files, each named after its id; or a manifest in JSON: Relay's object from id to
    /// document, or Apollo's with <c>operations</c>. Null for none.</param>
    /// <exception cref="InvalidDataException">It cannot be used, or a document is over a limit; the message says why.</exception>
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

    /// <param name="id">Given by the folder or manifest, or the SHA-256 of the document, with or without <c>sha256:</c>.</param>
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
                $"{path} is neither an object from id to document nor a manifest with operations that have id and body."
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
            throw new InvalidDataException($"The document {id} would be refused: {error.Message}");
        }
        catch (ExecutionError error)
        {
            throw new InvalidDataException($"The document {id} is not GraphQL: {error.Message.Split('\n')[0]}");
        }
    }
}
