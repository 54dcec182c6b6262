using System.Security.Cryptography;
using System.Text;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries.Caching;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Microsoft.OData;

namespace BabyNames.ODataEngine.Http;

/// <summary>Caches responses of the statistics, which are valid until the data version changes, in the cache that GraphQL uses too. Their
/// entity tags let clients revalidate.</summary>
internal sealed class ODataCache(ODataModel model, ResponseCache responses, ODataService service)
{
    /// <summary>Maximum bytes of a cached response: about a thousand rows. Clients usually read longer responses only once, while they page
    /// through an entity set.</summary>
    private const int MaxCachedBytes = 256 * 1024;

    private const string Variant = "odata";

    /// <summary>The headers that are the same for every client.</summary>
    private static readonly HashSet<string> CachedHeaders = new(
        ["Content-Type", "Preference-Applied", "ETag", "Cache-Control", "Vary"],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly EntityTags _tags = new(model.Xml, service.DataVersion);

    /// <summary>Sets the headers of every response: the OData version, and that clients must not cache it. The latter is changed for
    /// responses of the statistics.</summary>
    public static void Prepare(HttpContext http)
    {
        var response = http.Response;
        EntityTags.ForbidCaching(response);
        response.Headers.Vary = $"{response.Headers.Vary}, Prefer, OData-MaxVersion";
        response.Headers["OData-Version"] = ODataUtils.ODataVersionToString(ODataRequest.VersionOf(http.Request));
    }

    /// <summary>Finds the response to a request.</summary>
    /// <returns>Null for methods other than GET and HEAD, and while the data version is unknown.</returns>
    public CachedRequest? Find(HttpRequest request)
    {
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || service.DataVersion() is not { } current)
            return null;
        var key = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Join(
                    '\n',
                    // The URL as sent, which has slashes of keys, and as resolved, which differs for a request within a batch.
                    WithoutKey(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget),
                    WithoutKey(request.GetEncodedUrl()),
                    request.Headers.Accept,
                    request.Headers["Prefer"],
                    request.Headers["OData-MaxVersion"]
                )
            )
        );
        return new(responses.Find(Variant, key), _tags.ForVersion(current, Convert.ToHexStringLower(key.AsSpan(0, 8))));
    }

    /// <summary>Sends the cached response, or 304 if the client has it.</summary>
    /// <returns>Whether a response was sent.</returns>
    public static async Task<bool> TryRespondAsync(HttpContext http, CachedRequest cached)
    {
        if (EntityTags.IsMatch(http.Request, cached.Tag) || (cached.Entry?.Response is not null && EntityTags.IsAny(http.Request)))
        {
            EntityTags.WriteNotModified(http.Response, cached.Tag);
            return true;
        }
        if (cached.Entry?.Response is not { } response)
            return false;
        foreach (var (name, value) in response.Headers)
            http.Response.Headers[name] = value;
        await SendAsync(http, response.Body);
        return true;
    }

    /// <summary>Sends a response of the statistics, and caches it.</summary>
    public async Task SendAsync(HttpContext http, CachedRequest cached, ReadOnlyMemory<byte> body)
    {
        EntityTags.Write(http.Response, cached.Tag);
        if (cached.Entry is { } entry && body.Length <= MaxCachedBytes)
            responses.Store(entry, new(body.ToArray(), [.. http.Response.Headers.Where(header => CachedHeaders.Contains(header.Key))]));
        if (EntityTags.IsAny(http.Request))
            EntityTags.WriteNotModified(http.Response, cached.Tag);
        else
            await SendAsync(http, body);
    }

    /// <summary>Removes the API key that Power BI writes into the URL, so that all users share a response.</summary>
    private static string WithoutKey(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? address
            : address[..(query + 1)]
                + string.Join(
                    '&',
                    address[(query + 1)..].Split('&').Where(option => !option.StartsWith("api_key=", StringComparison.OrdinalIgnoreCase))
                );
    }

    public static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}

/// <summary>A request whose response may be cached.</summary>
/// <param name="Entry">The entry in the cache of the server; null when that is disabled.</param>
/// <param name="Tag">Entity tag of the response at the current data version.</param>
internal sealed record CachedRequest(CacheEntry? Entry, EntityTagHeaderValue Tag);
