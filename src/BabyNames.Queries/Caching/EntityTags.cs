using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Queries.Caching;

/// <summary>Entity tags of the responses that clients may cache: the schema, and responses to GET that depend only on the data version.
/// Clients must revalidate each time. The tags are weak, because one response has several encodings.</summary>
/// <param name="sdl">Text of the schema or model. Its hash is in the tags, because another schema has other responses.</param>
public sealed class EntityTags(string sdl)
{
    private readonly string _schema = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sdl)).AsSpan(0, 8));

    /// <summary>The tag of the schema.</summary>
    public EntityTagHeaderValue ForSchema => new($"\"{_schema}\"", isWeak: true);

    /// <summary>Returns the tag of a response that depends only on a data version.</summary>
    /// <param name="variant">Identifies the response among those of the version. Letters and digits only.</param>
    public EntityTagHeaderValue ForVersion(long data, string variant) => new($"\"{_schema}-{data}-{variant}\"", isWeak: true);

    /// <summary>Whether <c>If-None-Match</c> of the request contains a tag.</summary>
    public static bool IsMatch(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(requested => requested.Compare(tag, useStrongComparison: false));

    /// <summary>Whether <c>If-None-Match</c> of the request is <c>*</c>, which matches every response that exists.</summary>
    public static bool IsAny(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(requested => requested.Equals(EntityTagHeaderValue.Any));

    /// <summary>Sets the headers that forbid caching, until <see cref="Write"/> allows it.</summary>
    public static void ForbidCaching(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept, Authorization, X-Api-Key, Accept-Encoding";
    }

    /// <summary>Sets the headers that allow the client to cache the response and require it to revalidate.</summary>
    public static void Write(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ETag = tag.ToString();
    }

    /// <summary>Sets the status 304 and the headers of <see cref="Write"/>.</summary>
    public static void WriteNotModified(HttpResponse response, EntityTagHeaderValue tag)
    {
        Write(response, tag);
        response.StatusCode = StatusCodes.Status304NotModified;
    }
}
