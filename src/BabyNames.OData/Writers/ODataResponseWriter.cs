using System.Globalization;
using System.Text;
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

/// <summary>Writes responses with the serializers of the library, in the JSON format that the client prefers.</summary>
internal static partial class ODataResponseWriter
{
    /// <summary>Writes a response.</summary>
    /// <param name="content">A service document, a list of rows or one row.</param>
    /// <exception cref="ODataContentTypeException">The client accepts no supported format.</exception>
    public static async Task WriteAsync(ODataRequest request, object content, SelectExpandClause? selection)
    {
        var response = request.Http.Response;
        var serializer = request
            .Services.GetRequiredService<IODataSerializerProvider>()
            .GetODataPayloadSerializer(content.GetType(), request.Http.Request);
        await using var writer = new ODataMessageWriter(
            new Response(response, request.Body, request.Services),
            Settings(request, selection),
            request.Model
        );
        ODataUtils.SetHeadersForPayload(writer, serializer.ODataPayloadKind);
        await serializer.WriteObjectAsync(
            content,
            content.GetType(),
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
    /// <returns>The format that the client prefers.</returns>
    /// <exception cref="ODataContentTypeException">The client accepts no supported format.</exception>
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

    /// <summary>Adds the data version to a JSON response, unless the client wants no control information. It is the last property, because
    /// the context must be the first.</summary>
    public static void AddVersion(ODataRequest request, long version)
    {
        var type = request.Http.Response.ContentType;
        if (type?.StartsWith("application/json", StringComparison.Ordinal) != true || Level(type) == ODataMetadataLevel.None)
            return;
        request.Body.SetLength(request.Body.Length - 1);
        request.Body.Seek(0, SeekOrigin.End);
        var annotation = $",\"@{request.Model.EntityContainer.Namespace}.DataVersion\":{version.ToString(CultureInfo.InvariantCulture)}}}";
        request.Body.Write(Encoding.ASCII.GetBytes(annotation));
    }

    private static ODataMessageWriterSettings Settings(ODataRequest request, SelectExpandClause? selection)
    {
        var settings = request.Services.GetRequiredService<ODataMessageWriterSettings>();
        settings.Version = request.Version;
        // The caller reads the stream after the writer.
        settings.EnableMessageStreamDisposal = false;
        settings.BaseUri = request.Root;
        settings.ODataUri = new()
        {
            ServiceRoot = request.Root,
            Path = request.Path,
            SelectAndExpand = ContextSelection(request, selection),
        };
        // Validation checks each row for errors that the model excludes, and takes a tenth of the time of a whole entity set.
        settings.Validations = ValidationKinds.None;
        // Responses are UTF-8, whatever charset the client accepts.
        settings.SetContentType(Charset().Replace(Accepted(request.Http.Request), ""), acceptableCharSets: null);
        return settings;
    }

    private static SelectExpandClause? ContextSelection(ODataRequest request, SelectExpandClause? selection) =>
        request.Path.LastSegment?.EdmType.AsElementType() is IEdmStructuredType type
            ? EntitySelection.ForContext(type, selection)
            : selection;

    /// <summary>Returns the accepted media types: <c>$format</c>, or the header if there is none.</summary>
    private static string Accepted(HttpRequest request) =>
        request.Query["$format"].ToString() switch
        {
            "" => request.Headers.Accept.ToString() is { Length: > 0 } accept ? accept : "*/*",
            var format when format.Contains('/') => format,
            var format => $"application/{format}",
        };

    /// <summary>Returns the metadata level of a content type.</summary>
    public static ODataMetadataLevel Level(string? contentType) =>
        (Parameter(contentType, "odata.metadata") ?? Parameter(contentType, "metadata")) switch
        {
            "full" => ODataMetadataLevel.Full,
            "none" => ODataMetadataLevel.None,
            _ => ODataMetadataLevel.Minimal,
        };

    [GeneratedRegex(@";\s*charset\s*=[^;,]*", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    /// <summary>Whether a content type requires 64-bit and decimal numbers as text: <c>IEEE754Compatible</c>.</summary>
    public static bool WideAsText(string? contentType) => Parameter(contentType, "IEEE754Compatible") == "true";

    /// <returns>The value of a parameter; null when the media type does not have it.</returns>
    private static string? Parameter(string? contentType, string name) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value
            : null;

    /// <summary>Adapts an HTTP response to the interface of the OData library.</summary>
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
