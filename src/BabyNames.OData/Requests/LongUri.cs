using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Requests;

/// <summary>URLs that are sent in a body because they are too long for a request line: those of <c>$batch</c>, and the query of
/// <c>POST .../$query</c>.</summary>
internal sealed class LongUri
{
    private const string Query = "/$query";

    /// <summary>The maximum length of these URLs as a multiple of the maximum of others.</summary>
    private const int Factor = 10;

    private static readonly LongUri Marker = new();

    private LongUri() { }

    /// <summary>Allows a long URL for a request.</summary>
    public static void Allow(HttpContext http) => http.Features.Set(Marker);

    /// <summary>Checks the length of path and query.</summary>
    /// <exception cref="ODataRequestException">They are too long.</exception>
    public static void CheckLength(HttpRequest request, ODataLimits limits)
    {
        // The token is not counted, so that the server accepts its own next links.
        var length = request.Path.Value!.Length + request.QueryString.Value!.Length - request.Query["$skiptoken"].ToString().Length;
        var isLong = request.HttpContext.Features.Get<LongUri>() is not null;
        var max = isLong ? Factor * limits.MaxUriLength : limits.MaxUriLength;
        if (length > max)
        {
            throw new ODataRequestException(
                ODataErrorCodes.UriTooLong,
                $"Path and query have {length} characters; the maximum is {max} (OData:MaxUriLength). "
                    + (
                        isLong
                            ? "Send several requests."
                            : "Use 'in' for many values of one property, or send the query by POST to .../$query."
                    )
            );
        }
    }

    /// <summary>Converts <c>POST .../$query</c> to the GET request that it is equivalent to. The options in the URL are preserved. Other
    /// requests do not change.</summary>
    /// <exception cref="ODataRequestException">The body is not text/plain or too long, or the request is in a batch.</exception>
    public static async Task ReadAsync(HttpContext http, ODataLimits limits)
    {
        var (request, target) = (http.Request, http.Features.GetRequiredFeature<IHttpRequestFeature>());
        if (!HttpMethods.IsPost(request.Method) || !request.Path.Value!.EndsWith(Query, StringComparison.Ordinal))
            return;
        if (http.Features.Get<LongUri>() is not null)
            throw new ODataRequestException(
                ODataErrorCodes.MethodNotAllowed,
                "$query is not allowed in a batch. Use GET, for which a batch allows long URLs."
            );
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "text/plain")
            throw new ODataRequestException(
                ODataErrorCodes.UnsupportedMediaType,
                "The body of $query must be text/plain with the query options in the format of a URL."
            );
        Allow(http);
        var body = await ReadTextAsync(request, Factor * limits.MaxUriLength);
        request.Method = HttpMethods.Get;
        request.Path = request.Path.Value[..^Query.Length];
        string[] queries = [request.QueryString.Value!.TrimStart('?'), body.Trim().TrimStart('?')];
        request.QueryString = new($"?{string.Join('&', queries.Where(query => query.Length > 0))}");
        target.RawTarget =
            target.RawTarget.Split('?')[0] is var path && path.EndsWith(Query, StringComparison.Ordinal)
                ? path[..^Query.Length]
                : request.Path.ToUriComponent();
    }

    private static async Task<string> ReadTextAsync(HttpRequest request, int max)
    {
        var (text, count) = (new char[max + 1], 0);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        while (await reader.ReadAsync(text.AsMemory(count), request.HttpContext.RequestAborted) is > 0 and var read)
            count += read;
        return count <= max
            ? new(text, 0, count)
            : throw new ODataRequestException(
                ODataErrorCodes.UriTooLong,
                $"The query has more than {max} characters, ten times OData:MaxUriLength. Send several requests."
            );
    }
}
