using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.SystemTextJson;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Reads a request from the URL or from a JSON body; other bodies are refused.</summary>
internal sealed class RequestReader(GraphQLSerializer serializer, GraphQLLimits limits)
{
    private const string Multipart = "multipart/form-data";

    private readonly MultipartRequest _multipart = new(limits);
    private readonly PersistedDocuments _persisted = PersistedDocuments.Load(limits.PersistedDocumentsPath, limits);

    /// <summary>The request as it was sent: the query of the URL, or a JSON body. Null for a multipart body, which is not
    /// read here.</summary>
    /// <exception cref="BadRequestException">Of another media type, or too large.</exception>
    public async Task<byte[]?> ReadRawAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return Encoding.UTF8.GetBytes(request.QueryString.Value!);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw new BadRequestException(StatusCodes.Status415UnsupportedMediaType, $"Name the body's `Content-Type`: {MediaTypes.Json}.");
        if (
            request.Headers.ContentEncoding is { Count: > 0 } encoding
            && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)
        )
            throw new BadRequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body has the `Content-Encoding` {encoding}; send it without one."
            );
        if (MediaTypes.Is(type, Multipart))
            return null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (!MediaTypes.Is(type, MediaTypes.Json) || charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new BadRequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The media type `{request.ContentType}` is not supported; send {MediaTypes.Json} in UTF-8."
            );
        return await ReadLimitedAsync(request.Body, limits.MaxRequestBytes, cancellationToken);
    }

    /// <param name="raw">What <see cref="ReadRawAsync"/> read.</param>
    /// <exception cref="BadRequestException">Not well-formed, or too large.</exception>
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
        return multipart with { Variables = MultipartRequest.Place(multipart.Variables, upload, paths) };
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
        Unicode(() =>
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

    /// <exception cref="BadRequestException">Not well-formed.</exception>
    public GraphQLRequest FromJson(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Array)
            throw Malformed("Batches of requests are not supported; send one object.");
        if (body.ValueKind != JsonValueKind.Object)
            throw Malformed("The body must be a JSON object.");
        return Unicode(() =>
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

    /// <summary>The document that is sent, or the persisted one with the id.</summary>
    private string Document(string? query, string? id) =>
        (query, id) switch
        {
            (null, null) => throw Bad("Either the parameter query or the parameter id has to be set.", "HC0013"),
            (not null, null) when limits.RequirePersistedDocuments => throw Bad("Only persisted operations are allowed.", "HC0067"),
            (not null, _) when !limits.RequirePersistedDocuments => query,
            // Clients then stop asking by hash; for an unknown one they would ask twice each time.
            (null, not null) when _persisted.IsEmpty => throw Bad("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED"),
            _ => _persisted.Find(id!) ?? throw Bad("PersistedQueryNotFound", "HC0020"),
        };

    /// <summary>The id as Apollo's clients send it.</summary>
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
            throw Malformed("An object of variables or extensions names a property twice.");
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

    /// <summary>Only when a text is taken out of the JSON it shows that it is none: damaged UTF-8, or half of a surrogate pair.</summary>
    private static T Unicode<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            throw Malformed("The request holds text that is not Unicode.");
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
