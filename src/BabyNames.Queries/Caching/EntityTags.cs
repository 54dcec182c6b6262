using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Queries.Caching;

/// <summary>What a client may keep: the schema, and answers to GET that depend on the data version alone, if it asks each
/// time whether they still hold. Tags are weak, since one answer has several encodings.</summary>
/// <param name="sdl">Another schema, or model, answers in another way.</param>
/// <param name="version">Of the data; null while it is not known.</param>
public sealed class EntityTags(string sdl, Func<long?> version)
{
    private readonly string _schema = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sdl)).AsSpan(0, 8));

    public EntityTagHeaderValue OfSchema => new($"\"{_schema}\"", isWeak: true);

    /// <summary>Of an answer that depends on the data version alone.</summary>
    /// <param name="variant">What else the answer depends on: letters and digits.</param>
    /// <returns>Null while the version is not known.</returns>
    public EntityTagHeaderValue? OfCurrent(string variant) => version() is { } current ? OfVersion(current, variant) : null;

    /// <param name="variant">What else the answer depends on: letters and digits.</param>
    public EntityTagHeaderValue OfVersion(long data, string variant) => new($"\"{_schema}-{data}-{variant}\"", isWeak: true);

    /// <summary>Whether the client says that it has what this tag is of.</summary>
    public static bool IsHeld(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(held => held.Compare(tag, useStrongComparison: false));

    /// <summary>Whether the client has anything at all, for <c>*</c>: only of what is there can that be.</summary>
    public static bool IsAnyHeld(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(held => held.Equals(EntityTagHeaderValue.Any));

    /// <summary>Forbids to keep the answer, until <see cref="Write"/> allows it.</summary>
    public static void Prepare(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept, Authorization, X-Api-Key, Accept-Encoding";
    }

    public static void Write(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ETag = tag.ToString();
    }

    public static void AnswerNotModified(HttpResponse response, EntityTagHeaderValue tag)
    {
        Write(response, tag);
        response.StatusCode = StatusCodes.Status304NotModified;
    }
}
