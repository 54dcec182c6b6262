using System.Security.Cryptography;
using System.Text;
using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using BabyNames.Queries.Caching;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
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
        ["Content-Type", "Preference-Applied", "ETag", "Cache-Control", "Vary", ConsistentRead.VersionHeader],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly EntityTags _tags = new(model.Xml);

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
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || service.DataVersion.Current is not { } current)
            return null;
        var key = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Join(
                    '\n',
                    // The URL as sent distinguishes slashes within keys. The resolved URL distinguishes requests within a batch.
                    WithoutKey(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget),
                    WithoutKey(request.GetEncodedUrl()),
                    request.Headers.Accept,
                    request.Headers["Prefer"],
                    request.Headers["OData-MaxVersion"]
                )
            )
        );
        return new(responses.Find(Variant, key), current, Convert.ToHexStringLower(key.AsSpan(0, 8)));
    }

    /// <summary>Sends the cached response, or 304 if the client has it.</summary>
    /// <returns>Whether a response was sent.</returns>
    public async Task<bool> TryRespondAsync(HttpContext http, CachedRequest cached)
    {
        var tag = _tags.ForVersion(cached.Version, cached.Variant);
        if (EntityTags.IsMatch(http.Request, tag) || (cached.Entry?.Response is not null && EntityTags.IsAny(http.Request)))
        {
            ConsistentRead.WriteVersion(http.Response, cached.Version);
            EntityTags.WriteNotModified(http.Response, tag);
            return true;
        }
        if (cached.Entry?.Response is not { } response)
            return false;
        foreach (var (name, value) in response.Headers)
            http.Response.Headers[name] = value;
        await SendAsync(http, response.Body);
        return true;
    }

    /// <summary>Sends a response of the statistics, and caches it if it shows the version of the primary.</summary>
    /// <param name="version">The data version that the response shows.</param>
    public async Task SendAsync(HttpContext http, CachedRequest cached, long version, ReadOnlyMemory<byte> body)
    {
        var tag = _tags.ForVersion(version, cached.Variant);
        EntityTags.Write(http.Response, tag);
        if (cached.Entry is { } entry && entry.Version == version && body.Length <= MaxCachedBytes)
            responses.Store(entry, new(body.ToArray(), [.. http.Response.Headers.Where(header => CachedHeaders.Contains(header.Key))]));
        if (EntityTags.IsAny(http.Request))
            EntityTags.WriteNotModified(http.Response, tag);
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
/// <param name="Version">The current data version.</param>
/// <param name="Variant">Identifies the response among those of a version.</param>
internal sealed record CachedRequest(CacheEntry? Entry, long Version, string Variant);
