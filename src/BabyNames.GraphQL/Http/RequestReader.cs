using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Reads requests from the URL, from a JSON body or from a multipart body.</summary>
internal sealed class RequestReader(GraphQLSerializer serializer, GraphQLLimits limits)
{
    private const string Multipart = "multipart/form-data";

    private readonly MultipartRequest _multipart = new(limits);
    private readonly PersistedDocuments _persisted = PersistedDocuments.Load(limits.PersistedDocumentsPath, limits);

    /// <summary>Reads the bytes of a request: the query of the URL, or a JSON body.</summary>
    /// <returns>The bytes; null for a multipart body, which <see cref="ParseAsync"/> reads.</returns>
    /// <exception cref="BadRequestException">The body has another media type, or is too large.</exception>
    public async Task<byte[]?> ReadRawAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return Encoding.UTF8.GetBytes(request.QueryString.Value!);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw new BadRequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body needs a `Content-Type`: {MediaTypes.Json}."
            );
        if (
            request.Headers.ContentEncoding is { Count: > 0 } encoding
            && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)
        )
            throw new BadRequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body has the `Content-Encoding` {encoding}; send it without one."
            );
        if (MediaTypes.Matches(type, Multipart))
            return null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (!MediaTypes.Matches(type, MediaTypes.Json) || charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new BadRequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The media type `{request.ContentType}` is not supported; send {MediaTypes.Json} in UTF-8."
            );
        return await ReadLimitedAsync(request.Body, limits.MaxRequestBytes, cancellationToken);
    }

    /// <summary>Parses a request.</summary>
    /// <param name="raw">The result of <see cref="ReadRawAsync"/>.</param>
    /// <exception cref="BadRequestException">The request is not well-formed, or is too large.</exception>
    public async Task<GraphQLRequest> ParseAsync(HttpRequest request, byte[]? raw, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return FromUrl(request.Query);
        if (raw is not null)
            return FromJson(raw);
        var (operations, upload, paths) = await _multipart.ReadAsync(
            request,
            MediaTypeHeaderValue.Parse(request.ContentType),
            cancellationToken
        );
        var multipart = FromJson(operations);
        return multipart with { Variables = MultipartRequest.Insert(multipart.Variables, upload, paths) };
    }

    /// <summary>Reads all bytes of a stream.</summary>
    /// <exception cref="BadRequestException">Status 413: there are more than <paramref name="limit"/> bytes.</exception>
    public static async Task<byte[]> ReadLimitedAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limit)
                throw new BadRequestException(
                    StatusCodes.Status413PayloadTooLarge,
                    $"The request is larger than {limit:N0} bytes.",
                    "HC0010"
                );
            buffer.Write(chunk, 0, read);
        }
        return buffer.ToArray();
    }

    private GraphQLRequest FromUrl(IQueryCollection query) =>
        ReadUnicode(() =>
            Request(
                query["query"],
                NullIfBlank(query["id"]) ?? NullIfBlank(query["documentId"]),
                query["operationName"],
                ObjectFrom(query["variables"]),
                ObjectFrom(query["extensions"])
            )
        );

    private Inputs? ObjectFrom(string? json) => string.IsNullOrEmpty(json) ? null : FromElement(Parse(Encoding.UTF8.GetBytes(json)));

    private GraphQLRequest FromJson(byte[] json) => FromJson(Parse(json));

    /// <summary>Parses a request in JSON.</summary>
    /// <exception cref="BadRequestException">The request is not well-formed.</exception>
    public GraphQLRequest FromJson(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
            throw Malformed("Batches of requests are not supported; send one object.");
        if (body.ValueKind != JsonValueKind.Object)
            throw Malformed("The body must be a JSON object.");
        return ReadUnicode(() =>
            Request(
                Text(body, "query"),
                NullIfBlank(Text(body, "id")) ?? NullIfBlank(Text(body, "documentId")),
                Text(body, "operationName"),
                Object(body, "variables"),
                Object(body, "extensions")
            )
        );
    }

    private GraphQLRequest Request(string? query, string? id, string? operationName, Inputs? variables, Inputs? extensions) =>
        new(Document(NullIfBlank(query), id ?? Hash(extensions)), NullIfBlank(operationName), variables ?? Inputs.Empty);

    /// <summary>Returns the text of the document: the text in the request, or the persisted document with the id.</summary>
    private string Document(string? query, string? id) =>
        (query, id) switch
        {
            (null, null) => throw Bad("Either the parameter query or the parameter id has to be set.", "HC0013"),
            (not null, null) when limits.RequirePersistedDocuments => throw Bad("Only persisted operations are allowed.", "HC0067"),
            (not null, _) when !limits.RequirePersistedDocuments => query,
            // With this code clients stop sending hashes. For an unknown hash they would send each request twice.
            (null, not null) when _persisted.IsEmpty => throw Bad("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED"),
            _ => _persisted.Find(id!) ?? throw Bad("PersistedQueryNotFound", "HC0020"),
        };

    /// <summary>Returns the id in the format of Apollo's clients.</summary>
    private static string? Hash(Inputs? extensions) =>
        (extensions?.GetValueOrDefault("persistedQuery") as IDictionary<string, object?>)?.TryGetValue("sha256Hash", out var hash) == true
            ? hash as string
            : null;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private Inputs? Object(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? FromElement(value) : null;

    private Inputs FromElement(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Malformed("variables and extensions must be JSON objects.");
        try
        {
            return serializer.ReadNode<Inputs>(value)!;
        }
        catch (ArgumentException)
        {
            throw Malformed("An object of variables or extensions has a property twice.");
        }
    }

    private static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null => null,
                _ => throw Malformed($"{name} must be a string."),
            };

    /// <summary>Runs code that reads text from JSON. Invalid UTF-8 and half of a surrogate pair are found only when the text is
    /// read.</summary>
    private static T ReadUnicode<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            throw Malformed("The request contains text that is not Unicode.");
        }
    }

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

    private static BadRequestException Malformed(string message) => Bad(message, "HC0009");

    private static BadRequestException Bad(string message, string code) => new(StatusCodes.Status400BadRequest, message, code);
}
