using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Conventions.Http;

/// <summary>Reads a request from the URL or from a JSON body; other bodies are refused.</summary>
internal sealed class RequestReader(GraphQLSerializer serializer, ConventionLimits limits)
{
    private readonly MultipartRequest _multipart = new(limits);

    /// <exception cref="BadRequestException">Not well-formed, of another media type, or too large.</exception>
    public async Task<GraphQLRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return FromUrl(request.Query);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw new BadRequestException(StatusCodes.Status415UnsupportedMediaType, $"Name the body's `Content-Type`: {MediaTypes.Json}.");
        if (type.MediaType == "multipart/form-data")
        {
            var (operations, upload, paths) = await _multipart.ReadAsync(request, type, cancellationToken);
            var multipart = FromJson(operations);
            return multipart with { Variables = MultipartRequest.Place(multipart.Variables, upload, paths) };
        }
        if (type.MediaType != MediaTypes.Json || type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new BadRequestException(StatusCodes.Status415UnsupportedMediaType, $"The media type `{request.ContentType}` is not supported; send {MediaTypes.Json} in UTF-8.");
        return FromJson(await ReadLimitedAsync(request.Body, limits.RequestBytes, cancellationToken));
    }

    /// <exception cref="BadRequestException">413: more than <paramref name="limit"/> bytes.</exception>
    public static async Task<byte[]> ReadLimitedAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limit)
                throw new BadRequestException(StatusCodes.Status413PayloadTooLarge, $"The request is larger than {limit:N0} bytes.", "HC0010");
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    private GraphQLRequest FromUrl(IQueryCollection query) => Request(
        query["query"], query["operationName"], ObjectFrom(query["variables"]), ObjectFrom(query["extensions"]));

    private Inputs? ObjectFrom(string? json) => string.IsNullOrEmpty(json) ? null : FromElement(Parse(Encoding.UTF8.GetBytes(json)));

    private GraphQLRequest FromJson(byte[] json) => FromJson(Parse(json));

    /// <exception cref="BadRequestException">Not well-formed.</exception>
    public GraphQLRequest FromJson(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
            throw Malformed("Batches of requests are not supported; send one object.");
        if (body.ValueKind != JsonValueKind.Object)
            throw Malformed("The body must be a JSON object.");
        return Request(Text(body, "query"), Text(body, "operationName"), Object(body, "variables"), Object(body, "extensions"));
    }

    private static GraphQLRequest Request(string? query, string? operationName, Inputs? variables, Inputs? _) => string.IsNullOrWhiteSpace(query)
        ? throw new BadRequestException(StatusCodes.Status400BadRequest, "Either the parameter query or the parameter id has to be set.", "HC0013")
        : new(query, string.IsNullOrEmpty(operationName) ? null : operationName, variables ?? Inputs.Empty);

    private Inputs? Object(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? FromElement(value) : null;

    private Inputs FromElement(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? serializer.ReadNode<Inputs>(value)!
        : throw Malformed("variables and extensions must be JSON objects.");

    private static string? Text(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => throw Malformed($"{name} must be a string."),
    };

    private static JsonElement Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json).RootElement;
        }
        catch (JsonException)
        {
            throw Malformed("The request is not valid JSON.");
        }
    }

    private static BadRequestException Malformed(string message) => new(StatusCodes.Status400BadRequest, message, "HC0009");
}
