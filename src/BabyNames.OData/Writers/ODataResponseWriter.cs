using System.Text.RegularExpressions;
using BabyNames.ODataEngine.Requests;
using BabyNames.ODataEngine.Rows;
using Microsoft.AspNetCore.OData.Formatter;
using Microsoft.AspNetCore.OData.Formatter.Serialization;
using Microsoft.Net.Http.Headers;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes answers with the library's serializers, in the JSON that the client prefers.</summary>
internal static partial class ODataResponseWriter
{
    /// <param name="answer">A service document, a list of rows or one row.</param>
    /// <exception cref="ODataContentTypeException">The client takes nothing that can be written.</exception>
    public static async Task WriteAsync(ODataRequest request, object answer, SelectExpandClause? selection)
    {
        var response = request.Http.Response;
        var serializer = request
            .Services.GetRequiredService<IODataSerializerProvider>()
            .GetODataPayloadSerializer(answer.GetType(), request.Http.Request);
        await using var writer = new ODataMessageWriter(
            new Response(response, request.Body, request.Services),
            Settings(request, selection),
            request.Model
        );
        ODataUtils.SetHeadersForPayload(writer, serializer.ODataPayloadKind);
        await serializer.WriteObjectAsync(
            answer,
            answer.GetType(),
            writer,
            new()
            {
                Request = request.Http.Request,
                Model = request.Model,
                Path = request.Path,
                NavigationSource = request.Path.OfType<NavigationPropertySegment>().LastOrDefault() is { } relation
                    ? relation.NavigationSource
                    : request.Path.FirstSegment switch
                    {
                        EntitySetSegment set => set.EntitySet,
                        OperationImportSegment call => call.EntitySet,
                        _ => null,
                    },
                SelectExpandClause = selection,
                MetadataLevel = Level(response.ContentType),
                TimeZone = TimeZoneInfo.Utc,
            }
        );
    }

    /// <summary>Sets the content type of a list of rows that is written without the library.</summary>
    /// <exception cref="ODataContentTypeException">The client takes nothing that can be written.</exception>
    public static TableFormat Negotiate(ODataRequest request)
    {
        var response = request.Http.Response;
        using var writer = new ODataMessageWriter(
            new Response(response, request.Body, request.Services),
            Settings(request, selection: null),
            request.Model
        );
        ODataUtils.SetHeadersForPayload(writer, ODataPayloadKind.ResourceSet);
        return new(Level(response.ContentType) != ODataMetadataLevel.None, WideAsText(response.ContentType));
    }

    private static ODataMessageWriterSettings Settings(ODataRequest request, SelectExpandClause? selection)
    {
        var settings = request.Services.GetRequiredService<ODataMessageWriterSettings>();
        settings.Version = request.Version;
        // They stay open for who reads what was written.
        settings.EnableMessageStreamDisposal = false;
        settings.BaseUri = request.Root;
        settings.ODataUri = new()
        {
            ServiceRoot = request.Root,
            Path = request.Path,
            SelectAndExpand = Named(request, selection),
        };
        // They would look in each row for what the model already rules out: a tenth of the whole entity set's time.
        settings.Validations = ValidationKinds.None;
        // Answers are UTF-8, whatever a client accepts.
        settings.SetContentType(Charset().Replace(Accepted(request.Http.Request), ""), acceptableCharSets: null);
        return settings;
    }

    private static SelectExpandClause? Named(ODataRequest request, SelectExpandClause? selection) =>
        request.Path.LastSegment?.EdmType.AsElementType() is IEdmStructuredType type ? EntitySelection.Named(type, selection) : selection;

    /// <summary><c>$format</c> wins over the header.</summary>
    private static string Accepted(HttpRequest request) =>
        request.Query["$format"].ToString() switch
        {
            "" => request.Headers.Accept.ToString() is { Length: > 0 } accept ? accept : "*/*",
            var format when format.Contains('/') => format,
            var format => $"application/{format}",
        };

    public static ODataMetadataLevel Level(string? contentType) =>
        (Parameter(contentType, "odata.metadata") ?? Parameter(contentType, "metadata")) switch
        {
            "full" => ODataMetadataLevel.Full,
            "none" => ODataMetadataLevel.None,
            _ => ODataMetadataLevel.Minimal,
        };

    [GeneratedRegex(@";\s*charset\s*=[^;,]*", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    /// <summary>Whether numbers that a double may not hold go as text.</summary>
    public static bool WideAsText(string? contentType) => Parameter(contentType, "IEEE754Compatible") == "true";

    /// <returns>Null when the media type has none of this name.</returns>
    private static string? Parameter(string? contentType, string name) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value
            : null;

    /// <summary>An HTTP response as the OData library writes to one.</summary>
    private sealed class Response(HttpResponse response, Stream body, IServiceProvider services)
        : IODataResponseMessageAsync,
            IServiceCollectionProvider
    {
        public IServiceProvider ServiceProvider => services;

        public IEnumerable<KeyValuePair<string, string>> Headers =>
            response.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

        public int StatusCode
        {
            get => response.StatusCode;
            set => response.StatusCode = value;
        }

        public string? GetHeader(string headerName) => response.Headers.TryGetValue(headerName, out var value) ? value.ToString() : null;

        public void SetHeader(string headerName, string headerValue) => response.Headers[headerName] = headerValue;

        public Stream GetStream() => body;

        public Task<Stream> GetStreamAsync() => Task.FromResult(body);
    }
}
