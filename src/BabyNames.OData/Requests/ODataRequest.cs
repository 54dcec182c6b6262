using System.Text;
using System.Text.RegularExpressions;
using BabyNames.Queries;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OData.Extensions;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace BabyNames.ODataEngine.Requests;

/// <summary>A request to read, and what the library keeps about it.</summary>
internal sealed partial class ODataRequest
{
    private const string MaxVersion = "OData-MaxVersion";
    private const string ByReference = "$entity";

    private readonly Uri _address;
    private readonly ODataService _service;
    private IAdmittedRequest? _admitted;

    private ODataRequestException NoReference =>
        new(
            ODataErrorCodes.InvalidQuery,
            $"A row is asked for by a reference of this service as in $entity?$id={Model.EntityContainer.EntitySets().First().Name}(...) with its key."
        );

    /// <param name="services">The library's, for this request.</param>
    /// <param name="body">Where the answer is written.</param>
    /// <exception cref="ODataRequestException">A writing method, a client of an older version, or query options that are not served.</exception>
    /// <exception cref="ODataException">A path that names nothing.</exception>
    public ODataRequest(HttpContext http, IEdmModel model, IServiceProvider services, Stream body, ODataService service)
    {
        _service = service;
        CheckProtocol(http.Request);
        OptionNames.Normalise(http.Request);
        (Http, Model, Services, Body) = (http, model, services, body);
        Root = new(Address(http.Request.PathBase.ToUriComponent() + service.Path + "/"));
        _address = Asked();
        Path = Parse();
        if (Http.Request.Query.ContainsKey("$id") && Path is not [EntitySetSegment, KeySegment])
            throw NoReference;
        var feature = http.ODataFeature();
        (feature.Model, feature.Services, feature.Path, feature.BaseAddress) = (model, services, Path, Root.AbsoluteUri);
    }

    public HttpContext Http { get; }

    public IEdmModel Model { get; }

    public IServiceProvider Services { get; }

    public Stream Body { get; }

    /// <summary>Whether the answer holds as long as the data version does.</summary>
    public bool IsOfStatistics { get; set; }

    /// <summary>Whether the answer is sent already, piece by piece.</summary>
    public bool IsStreamed { get; set; }

    /// <summary>Rows of the answer, so far.</summary>
    public int Rows { get; set; }

    public ODataVersion Version => VersionOf(Http.Request);

    /// <summary>The path below the service, as it was sent.</summary>
    public string RelativePath => Relative(_address);

    /// <summary>Of the service, ending with a slash.</summary>
    public Uri Root { get; }

    public ODataPath Path { get; private set; }

    /// <summary>The same with the segment <c>$filter(...)</c> as an option, beside one that may be there.</summary>
    public ODataRequest Filtered(EntitySetSegment set, FilterSegment filter)
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

    /// <summary>Of the answer: 4.01 for clients that say they know it, else 4.0, which all of them know.</summary>
    public static ODataVersion VersionOf(HttpRequest request) =>
        Highest(request) >= new Version(4, 1) ? ODataVersion.V401 : ODataVersion.V4;

    /// <summary>Before the database is asked for the first time.</summary>
    /// <exception cref="RefusedException">The client has no tokens left, or too many requests are running.</exception>
    public Task AdmitAsync(RequestedRows rows, CancellationToken cancellationToken) =>
        _admitted is not null
            ? Task.CompletedTask
            : AdmitAsync(rows.EntitySet.Estimate?.Invoke(rows) ?? _service.Admission.Estimate(rows), cancellationToken);

    /// <inheritdoc cref="AdmitAsync(RequestedRows, CancellationToken)"/>
    public async Task AdmitAsync(RowEstimate rows, CancellationToken cancellationToken) =>
        _admitted ??= await _service.Admission.AdmitAsync(Http, rows, Preferences.WantsCsv(Http.Request), cancellationToken);

    /// <summary>When all is read.</summary>
    public void End()
    {
        _admitted?.End(Rows);
        _admitted = null;
    }

    /// <summary>Writes an answer that is not JSON of the library.</summary>
    public Task WriteAsync(string contentType, string text, CancellationToken cancellationToken)
    {
        Http.Response.ContentType = contentType;
        return Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
    }

    private static void CheckProtocol(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            throw new ODataRequestException(ODataErrorCodes.MethodNotAllowed, "The service is read-only: GET is the only method.");
        // MaxDataServiceVersion is of OData 3; clients of version 4 still send it beside this one.
        if (request.Headers.ContainsKey(MaxVersion) && !(Highest(request) >= new Version(4, 0)))
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The service supports OData 4.0 and 4.01; OData-MaxVersion asks for an older one."
            );
    }

    /// <returns>Null when the client names none, or nothing that is one.</returns>
    private static Version? Highest(HttpRequest request) =>
        request.Headers[MaxVersion].ToString().Split(';')[0].Trim() is var text
        && System.Version.TryParse(text.Contains('.') ? text : $"{text}.0", out var version)
            ? version
            : null;

    /// <summary>The path as it was sent: a slash within a key has come as %2F, which a decoded path cannot tell. A proxy has taken the
    /// path base off.</summary>
    private Uri Sent()
    {
        var target = Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target is ['/', ..] ? target.Split('?')[0] : Http.Request.Path.ToUriComponent();
        CheckPath(path);
        return new(Address(Http.Request.PathBase.ToUriComponent() + path));
    }

    /// <summary>Where one reader takes a backslash for a slash and another does not, they see different paths.</summary>
    /// <exception cref="ODataRequestException">There is one, or U+0000, which HTTP refuses before unless the path is within a batch.</exception>
    public static void CheckPath(string path)
    {
        if (path.Contains('\\'))
            throw new ODataRequestException(
                ODataErrorCodes.InvalidQuery,
                "The path has a backslash. Write / between its parts, and %5C within a key."
            );
        if (path.Contains("%00", StringComparison.Ordinal))
            throw new ODataRequestException(ODataErrorCodes.InvalidQuery, "The path has %00, a character that no text here has.");
    }

    /// <summary>The address that was sent, or the one that <c>$id</c> of <c>$entity</c> names.</summary>
    private Uri Asked()
    {
        var sent = Sent();
        var id = Http.Request.Query["$id"].ToString();
        if (Relative(sent) != ByReference)
            return id.Length == 0 ? sent : throw NoReference;
        return
            id.Length > 0
            && Uri.TryCreate(Root, id, out var address)
            && address.AbsoluteUri.StartsWith(Root.AbsoluteUri, StringComparison.Ordinal)
            ? new(address.GetLeftPart(UriPartial.Path))
            : throw NoReference;
    }

    private ODataPath Parse() =>
        RelativePath.Split('/', '(')[0] is "$all" or "$crossjoin"
            ? throw new ODataRequestException(
                ODataErrorCodes.NotImplemented,
                "Rows of several sets at once are not served; ask each set, or $batch."
            )
        : RelativePath.Length == 0 ? []
        : new ODataUriParser(Model, Root, WithKeys(_address), Services) { UrlKeyDelimiter = ODataUrlKeyDelimiter.Parentheses }.ParsePath();

    /// <summary>Puts the values of aliases in place of keys: the library knows aliases as arguments of functions only.</summary>
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

    /// <returns>Empty for the service itself, with its last slash or without.</returns>
    private string Relative(Uri address) =>
        address.AbsolutePath.Length < Root.AbsolutePath.Length ? "" : address.AbsolutePath[Root.AbsolutePath.Length..];

    private string Address(string path) => $"{Http.Request.Scheme}://{Http.Request.Host}{path}";
}
