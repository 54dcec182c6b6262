using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Addresses that come in a body, as they would be too long for a request line: those of <c>$batch</c>, and the query of
/// <c>POST .../$query</c>.</summary>
internal sealed class LongUri
{
    private const string Query = "/$query";

    /// <summary>How many times as long as other addresses they may be.</summary>
    private const int Factor = 10;

    private static readonly LongUri Mark = new();

    private LongUri() { }

    /// <summary>Marks a request of a batch.</summary>
    public static void Allow(HttpContext http) => http.Features.Set(Mark);

    /// <exception cref="ODataRequestException">Path and query are too long.</exception>
    public static void CheckLength(HttpRequest request, ODataLimits limits)
    {
        // Without the token, so that no next link is too long for the server that made it.
        var length = request.Path.Value!.Length + request.QueryString.Value!.Length - request.Query["$skiptoken"].ToString().Length;
        var isLong = request.HttpContext.Features.Get<LongUri>() is not null;
        var most = isLong ? Factor * limits.MaxUriLength : limits.MaxUriLength;
        if (length > most)
        {
            throw new ODataRequestException(
                ODataErrorCodes.UriTooLong,
                $"Path and query have {length} characters; {most} are the most (OData:MaxUriLength). "
                    + (
                        isLong
                            ? "Ask in several requests."
                            : "Ask with 'in' for many values of one property, or send the query by POST to .../$query."
                    )
            );
        }
    }

    /// <summary>Makes of <c>POST .../$query</c> the request to read that it stands for. The options of its address hold too.</summary>
    /// <exception cref="ODataRequestException">The body is not text, or too long.</exception>
    public static async Task ReadAsync(HttpContext http, ODataLimits limits)
    {
        var (request, target) = (http.Request, http.Features.GetRequiredFeature<IHttpRequestFeature>());
        if (!HttpMethods.IsPost(request.Method) || !request.Path.Value!.EndsWith(Query, StringComparison.Ordinal))
            return;
        if (http.Features.Get<LongUri>() is not null)
            throw new ODataRequestException(ODataErrorCodes.MethodNotAllowed, "A batch takes addresses of any length: ask with GET in it.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "text/plain")
            throw new ODataRequestException(
                ODataErrorCodes.UnsupportedMediaType,
                "The body of $query holds the query options as an address does; send it as text/plain."
            );
        Allow(http);
        var body = await TextAsync(request, Factor * limits.MaxUriLength);
        request.Method = HttpMethods.Get;
        request.Path = request.Path.Value[..^Query.Length];
        request.QueryString = new(
            $"?{string.Join('&', new[] { request.QueryString.Value!.TrimStart('?'), body.Trim().TrimStart('?') }.Where(part => part.Length > 0))}"
        );
        target.RawTarget =
            target.RawTarget.Split('?')[0] is var path && path.EndsWith(Query, StringComparison.Ordinal)
                ? path[..^Query.Length]
                : request.Path.ToUriComponent();
    }

    private static async Task<string> TextAsync(HttpRequest request, int most)
    {
        var (text, count) = (new char[most + 1], 0);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        while (await reader.ReadAsync(text.AsMemory(count), request.HttpContext.RequestAborted) is > 0 and var read)
            count += read;
        return count <= most
            ? new(text, 0, count)
            : throw new ODataRequestException(
                ODataErrorCodes.UriTooLong,
                $"The query has more than {most} characters, ten times OData:MaxUriLength. Ask in several requests."
            );
    }
}
