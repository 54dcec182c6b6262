using System.Text.Json;
using BabyNames.GraphQLEngine.Entities;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>An upload by the GraphQL multipart request specification: <c>operations</c>, <c>map</c>, then the file.</summary>
/// <remarks>The file is not waited for: it is handed on while it comes in. So there can be one only.</remarks>
internal sealed class MultipartRequest(GraphQLLimits limits)
{
    /// <summary>A form of another site cannot set it, so another site cannot upload in a signed-in browser's name.</summary>
    private const string PreflightHeader = "GraphQL-Preflight";

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
            throw Bad("The `Content-Type` of a multipart request names its boundary.", "HC0033");
        var reader = new MultipartReader(boundary, request.Body);
        var operations = await PartAsync(reader, "operations", cancellationToken);
        var map = await PartAsync(reader, "map", cancellationToken);
        var (key, paths) = ParseMap(map);
        var section = await NextAsync(reader, cancellationToken);
        var disposition = section?.GetContentDispositionHeader();
        if (section is null || disposition is null || HeaderUtilities.RemoveQuotes(disposition.Name) != key)
            throw Bad($"The third part must be the file `{key}` of the map.", "HC0033");
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        return (operations, new(name.Value ?? "", section.Body), paths);
    }

    /// <summary>Puts the file where the map says, in place of the null that stands there.</summary>
    public static Inputs Place(Inputs variables, Upload upload, IReadOnlyList<string> paths)
    {
        var root = new Dictionary<string, object?> { ["variables"] = variables.ToDictionary(pair => pair.Key, pair => pair.Value) };
        foreach (var path in paths)
        {
            IDictionary<string, object?> holder = root;
            var steps = path.Split('.');
            foreach (var step in steps[..^1])
                holder = holder.TryGetValue(step, out var next) && next is IDictionary<string, object?> found ? found : throw Unknown(path);
            if (!holder.TryGetValue(steps[^1], out var value) || value is not null)
                throw Unknown(path);
            holder[steps[^1]] = upload;
        }
        return new((Dictionary<string, object?>)root["variables"]!);
    }

    private async Task<byte[]> PartAsync(MultipartReader reader, string name, CancellationToken cancellationToken)
    {
        var section = await NextAsync(reader, cancellationToken);
        if (section?.GetContentDispositionHeader() is not { } disposition || HeaderUtilities.RemoveQuotes(disposition.Name) != name)
            throw Bad(
                $"The parts of a multipart request are `operations`, `map` and the file, in this order; `{name}` is missing.",
                "HC0033"
            );
        return await WholeAsync(() => RequestReader.ReadLimitedAsync(section.Body, limits.MaxRequestBytes, cancellationToken));
    }

    private static Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken) =>
        WholeAsync(() => reader.ReadNextSectionAsync(cancellationToken));

    private static async Task<T> WholeAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Bad("The multipart body is malformed or ends early.", "HC0033");
        }
    }

    private static (string Key, IReadOnlyList<string> Paths) ParseMap(byte[] map)
    {
        try
        {
            var parsed = JsonSerializer.Deserialize<Dictionary<string, string[]>>(map);
            return parsed is { Count: 1 } && parsed.Values.Single() is { } paths && !paths.Contains(null!)
                ? (parsed.Keys.Single(), paths)
                : throw Bad("`map` must name one file; send one file a request.", "HC0034");
        }
        catch (JsonException)
        {
            throw Bad("`map` must be a JSON object from the file's part to paths in `operations`.", "HC0034");
        }
    }

    private static BadRequestException Unknown(string path) => Bad($"`map` names `{path}`, where `operations` has no null.", "HC0038");

    private static BadRequestException Bad(string message, string code) => new(StatusCodes.Status400BadRequest, message, code);
}
