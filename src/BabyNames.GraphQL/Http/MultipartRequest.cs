using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Reads an upload by the GraphQL multipart request specification: <c>operations</c>, <c>map</c>, then the file.</summary>
/// <remarks>The file is read from the network while the mutation executes, so a request can have only one.</remarks>
internal sealed class MultipartRequest(GraphQLLimits limits)
{
    /// <summary>A header that the forms of other sites cannot set, so that they cannot upload with the credentials of the
    /// browser.</summary>
    private const string PreflightHeader = "GraphQL-Preflight";

    /// <summary>Reads the parts before the file.</summary>
    /// <returns>The bytes of <c>operations</c>, the file, and the paths of the variables with the file.</returns>
    /// <exception cref="BadRequestException">The request does not have the expected parts.</exception>
    public async Task<(byte[] Operations, Upload Upload, IReadOnlyList<string> Paths)> ReadAsync(
        HttpRequest request,
        MediaTypeHeaderValue type,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers[PreflightHeader] != "1")
            throw Bad("A multipart request needs the header `GraphQL-Preflight: 1`.", "HC0077");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw Bad("The `Content-Type` of a multipart request must have a boundary.", "HC0033");
        var reader = new MultipartReader(boundary, request.Body);
        var operations = await ReadPartAsync(reader, "operations", cancellationToken);
        var map = await ReadPartAsync(reader, "map", cancellationToken);
        var (key, paths) = ParseMap(map);
        var section = await NextAsync(reader, cancellationToken);
        var disposition = section?.GetContentDispositionHeader();
        if (section is null || disposition is null || HeaderUtilities.RemoveQuotes(disposition.Name) != key)
            throw Bad($"The third part must be the file `{key}` of the map.", "HC0033");
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        return (operations, new(name.Value ?? "", section.Body), paths);
    }

    /// <summary>Replaces the nulls at the paths of the map by the file.</summary>
    /// <exception cref="BadRequestException">There is no null at a path.</exception>
    public static Inputs Insert(Inputs variables, Upload upload, IReadOnlyList<string> paths)
    {
        var root = new Dictionary<string, object?> { ["variables"] = variables.ToDictionary(pair => pair.Key, pair => pair.Value) };
        foreach (var path in paths)
        {
            IDictionary<string, object?> target = root;
            var steps = path.Split('.');
            foreach (var step in steps[..^1])
                target = target.TryGetValue(step, out var next) && next is IDictionary<string, object?> child ? child : throw Unknown(path);
            if (!target.TryGetValue(steps[^1], out var value) || value is not null)
                throw Unknown(path);
            target[steps[^1]] = upload;
        }
        return new((Dictionary<string, object?>)root["variables"]!);
    }

    private async Task<byte[]> ReadPartAsync(MultipartReader reader, string name, CancellationToken cancellationToken)
    {
        var section = await NextAsync(reader, cancellationToken);
        if (section?.GetContentDispositionHeader() is not { } disposition || HeaderUtilities.RemoveQuotes(disposition.Name) != name)
            throw Bad(
                $"The parts of a multipart request are `operations`, `map` and the file, in this order; `{name}` is missing.",
                "HC0033"
            );
        return await ReadAsync(() => RequestReader.ReadLimitedAsync(section.Body, limits.MaxRequestBytes, cancellationToken));
    }

    private static Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.ReadNextSectionAsync(cancellationToken));

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Bad("The multipart body is malformed or incomplete.", "HC0033");
        }
    }

    private static (string Key, IReadOnlyList<string> Paths) ParseMap(byte[] map)
    {
        try
        {
            var parsed = JsonSerializer.Deserialize<Dictionary<string, string[]>>(map);
            return parsed is { Count: 1 } && parsed.Values.Single() is { } paths && !paths.Contains(null!)
                ? (parsed.Keys.Single(), paths)
                : throw Bad("`map` must have one file; send one file in each request.", "HC0034");
        }
        catch (JsonException)
        {
            throw Bad("`map` must be a JSON object from the name of the file's part to paths in `operations`.", "HC0034");
        }
    }

    private static BadRequestException Unknown(string path) =>
        Bad($"`map` has the path `{path}`, where `operations` has no null.", "HC0038");

    private static BadRequestException Bad(string message, string code) => new(StatusCodes.Status400BadRequest, message, code);
}
