using System.Text;
using System.Text.RegularExpressions;
using BabyNames.Queries;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Requests;

/// <summary>A read request with its parsed path and the buffer of its response.</summary>
internal sealed partial class ODataRequest
{
    private const string MaxVersion = "OData-MaxVersion";
    private const string EntityByReference = "$entity";

    private readonly Uri _address;
    private readonly ODataService _service;
    private IAdmittedRequest? _admitted;

    private ODataRequestException InvalidReference =>
        new(
            ODataErrorCodes.InvalidQuery,
            "$entity needs $id with a reference to a row of this service, as in "
                + $"$entity?$id={Model.EntityContainer.EntitySets().First().Name}(...) with the key of the row."
        );

    /// <summary>Parses the path of a request.</summary>
    /// <param name="services">Services of the library, scoped to this request.</param>
    /// <param name="body">Buffer for the response body.</param>
    /// <exception cref="ODataRequestException">The method is not for reading, the client supports only an older version, or a query option
    /// is not supported.</exception>
    /// <exception cref="ODataException">The path names no resource.</exception>
    public ODataRequest(HttpContext http, IEdmModel model, IServiceProvider services, Stream body, ODataService service)
    {
        _service = service;
        CheckProtocol(http.Request);
        OptionNames.Normalize(http.Request);
        (Http, Model, Services, Body) = (http, model, services, body);
        Root = new(Address(http.Request.PathBase.ToUriComponent() + service.Path + "/"));
        _address = RequestedAddress();
        Path = Parse();
        if (Http.Request.Query.ContainsKey("$id") && Path is not [EntitySetSegment, KeySegment])
            throw InvalidReference;
        var feature = http.ODataFeature();
        (feature.Model, feature.Services, feature.Path, feature.BaseAddress) = (model, services, Path, Root.AbsoluteUri);
    }

    /// <summary>The HTTP request.</summary>
    public HttpContext Http { get; }

    /// <summary>The EDM model of the service.</summary>
    public IEdmModel Model { get; }

    /// <summary>Services of the library, scoped to this request.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Buffer for the response body.</summary>
    public Stream Body { get; }

    /// <summary>Whether the response is valid until the data version changes.</summary>
    public bool IsCacheable { get; set; }

    /// <summary>Whether a part of the response is sent already.</summary>
    public bool IsStreamed { get; set; }

    /// <summary>Number of the rows written so far.</summary>
    public int Rows { get; set; }

    /// <summary>OData version of the response.</summary>
    public ODataVersion Version => VersionOf(Http.Request);

    /// <summary>The path relative to the service root, as the client sent it.</summary>
    public string RelativePath => Relative(_address);

    /// <summary>URL of the service root, with a slash at its end.</summary>
    public Uri Root { get; }

    /// <summary>The parsed path.</summary>
    public ODataPath Path { get; private set; }

    /// <summary>Moves the segment <c>$filter(...)</c> of the path to the query option, joined by <c>and</c> with a filter there.</summary>
    public ODataRequest WithFilterOption(EntitySetSegment set, FilterSegment filter)
    {
        var request = Http.Request;
        var text = Uri.UnescapeDataString(filter.LiteralText);
        var inner = text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..^1];
        var option = request.Query["$filter"].ToString() is { Length: > 0 } other ? $"({inner}) and ({other})" : inner;
        request.QueryString = QueryString.Create(request.Query.Where(given => given.Key != "$filter")).Add("$filter", option);
        request.Path = $"{_service.Path}/{set.EntitySet.Name}";
        Path = Http.ODataFeature().Path = new(set);
        return this;
    }

    /// <summary>Returns the OData version of the response: 4.01 if OData-MaxVersion allows it, else 4.0.</summary>
    public static ODataVersion VersionOf(HttpRequest request) =>
        MaxVersionOf(request) >= new Version(4, 1) ? ODataVersion.V401 : ODataVersion.V4;

    /// <summary>Waits until the client may use the database. It has no effect if the request is admitted already.</summary>
    /// <exception cref="RefusedException">The client has no tokens left, or too many requests are running.</exception>
    public Task AdmitAsync(RequestedRows rows, CancellationToken cancellationToken) =>
        _admitted is not null
            ? Task.CompletedTask
            : AdmitAsync(rows.EntitySet.Estimate?.Invoke(rows) ?? _service.Admission.Estimate(rows), cancellationToken);

    /// <inheritdoc cref="AdmitAsync(RequestedRows, CancellationToken)"/>
    public async Task AdmitAsync(RowEstimate rows, CancellationToken cancellationToken) =>
        _admitted ??= await _service.Admission.AdmitAsync(Http, rows, Preferences.WantsCsv(Http.Request), cancellationToken);

    /// <summary>Ends the use of the database, when all rows are read.</summary>
    public void End()
    {
        _admitted?.End(Rows);
        _admitted = null;
    }

    /// <summary>Writes text as the response body.</summary>
    public Task WriteAsync(string contentType, string text, CancellationToken cancellationToken)
    {
        Http.Response.ContentType = contentType;
        return Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
    }

    private static void CheckProtocol(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            throw new ODataRequestException(ODataErrorCodes.MethodNotAllowed, "The service is read-only. It allows only GET.");
        // MaxDataServiceVersion is a header of OData 3 that clients of version 4 send, too.
        if (request.Headers.ContainsKey(MaxVersion) && !(MaxVersionOf(request) >= new Version(4, 0)))
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The service supports OData 4.0 and 4.01; OData-MaxVersion requires an older version."
            );
    }

    /// <returns>The version in OData-MaxVersion; null when the header is missing or is not a version.</returns>
    private static Version? MaxVersionOf(HttpRequest request) =>
        request.Headers[MaxVersion].ToString().Split(';')[0].Trim() is var text
        && System.Version.TryParse(text.Contains('.') ? text : $"{text}.0", out var version)
            ? version
            : null;

    /// <summary>Returns the URL as the client sent it. A slash within a key is %2F there, while the decoded path does not distinguish it. A
    /// proxy has removed the path base.</summary>
    private Uri SentAddress()
    {
        var target = Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target is ['/', ..] ? target.Split('?')[0] : Http.Request.Path.ToUriComponent();
        CheckPath(path);
        return new(Address(Http.Request.PathBase.ToUriComponent() + path));
    }

    /// <summary>Refuses backslashes, because some parsers read them as slashes, and so see another path.</summary>
    /// <exception cref="ODataRequestException">The path has a backslash or U+0000. The HTTP server refuses U+0000 before, except in a
    /// batch.</exception>
    public static void CheckPath(string path)
    {
        if (path.Contains('\\'))
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The path has a backslash. Use / between segments, and %5C within a key."
            );
        if (path.Contains("%00", StringComparison.Ordinal))
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "The path has %00, which no text of this service contains.");
    }

    /// <summary>Returns the URL of the request, or the URL in <c>$id</c> of <c>$entity</c>.</summary>
    private Uri RequestedAddress()
    {
        var sent = SentAddress();
        var id = Http.Request.Query["$id"].ToString();
        if (Relative(sent) != EntityByReference)
            return id.Length == 0 ? sent : throw InvalidReference;
        return
            id.Length > 0
            && Uri.TryCreate(Root, id, out var address)
            && address.AbsoluteUri.StartsWith(Root.AbsoluteUri, StringComparison.Ordinal)
            ? new(address.GetLeftPart(UriPartial.Path))
            : throw InvalidReference;
    }

    private ODataPath Parse() =>
        RelativePath.Split('/', '(')[0] is "$all" or "$crossjoin"
            ? throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "Rows of several sets in one response are not supported. Request each set, or use $batch."
            )
        : RelativePath.Length == 0 ? []
        : new ODataUriParser(Model, Root, WithKeys(_address), Services) { UrlKeyDelimiter = ODataUrlKeyDelimiter.Parentheses }.ParsePath();

    /// <summary>Replaces aliases in keys by their values, because the library supports aliases only as arguments of functions.</summary>
    private Uri WithKeys(Uri address)
    {
        var name = RelativePath.Split('(', '/')[0];
        if (Model.EntityContainer.FindEntitySet(name) is null)
            return address;
        return new(
            KeyAlias()
                .Replace(
                    address.GetLeftPart(UriPartial.Path),
                    alias =>
                        Http.Request.Query[alias.Value] is [{ Length: > 0 } value]
                            ? Uri.EscapeDataString(value)
                            : throw new ODataRequestException(
                                ODataErrorCodes.InvalidQuery,
                                $"The alias {alias.Value} has no value; add {alias.Value}=... to the query."
                            )
                )
        );
    }

    [GeneratedRegex(@"(?<=/\w+\((\w+=[^()]*,)?(\w+=)?)@\w+(?=[,)])")]
    private static partial Regex KeyAlias();

    /// <summary>Returns the path relative to the service root; empty for the root, with or without its slash.</summary>
    private string Relative(Uri address) =>
        address.AbsolutePath.Length < Root.AbsolutePath.Length ? "" : address.AbsolutePath[Root.AbsolutePath.Length..];

    private string Address(string path) => $"{Http.Request.Scheme}://{Http.Request.Host}{path}";
}
