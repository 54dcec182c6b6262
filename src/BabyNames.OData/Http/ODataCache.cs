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

/// <summary>Answers from the statistics, which hold until the data version moves on: kept here beside GraphQL's, and tagged, so
/// that a client can ask whether what it has still holds.</summary>
internal sealed class ODataCache(ODataModel model, ResponseCache answers, ODataService service)
{
    /// <summary>Bytes of an answer that is kept: a thousand rows. Longer ones are read once, on the way through an entity set.</summary>
    private const int Largest = 256 * 1024;

    private const string Variant = "odata";

    /// <summary>What belongs to an answer and not to whoever asked first.</summary>
    private static readonly HashSet<string> Kept = new(
        ["Content-Type", "Preference-Applied", "ETag", "Cache-Control", "Vary"],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly EntityTags _tags = new(model.Xml, service.DataVersion);

    /// <summary>Sets the headers of every answer: its version, and that it may not be kept, unless it is from the statistics.</summary>
    public static void Prepare(HttpContext http)
    {
        var response = http.Response;
        EntityTags.Prepare(response);
        response.Headers.Vary = $"{response.Headers.Vary}, Prefer, OData-MaxVersion";
        response.Headers["OData-Version"] = ODataUtils.ODataVersionToString(ODataRequest.VersionOf(http.Request));
    }

    /// <returns>Null for other methods than GET and HEAD, and while the version of the data is not known.</returns>
    public CachedRequest? Find(HttpRequest request)
    {
        if (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || service.DataVersion() is not { } current)
            return null;
        var key = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Join(
                    '\n',
                    // As it was sent and as it is understood: a slash in a key shows in the one, what else a request within another asks in the other.
                    WithoutKey(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget),
                    WithoutKey(request.GetEncodedUrl()),
                    request.Headers.Accept,
                    request.Headers["Prefer"],
                    request.Headers["OData-MaxVersion"]
                )
            )
        );
        return new(answers.Find(Variant, key), _tags.OfVersion(current, Convert.ToHexStringLower(key.AsSpan(0, 8))));
    }

    /// <summary>Answers by what is kept here or at the client.</summary>
    /// <returns>Whether it could.</returns>
    public static async Task<bool> TryAnswerAsync(HttpContext http, CachedRequest cached)
    {
        if (EntityTags.IsHeld(http.Request, cached.Tag) || (cached.Slot?.Answer is not null && EntityTags.IsAnyHeld(http.Request)))
        {
            EntityTags.AnswerNotModified(http.Response, cached.Tag);
            return true;
        }
        if (cached.Slot?.Answer is not { } answer)
            return false;
        foreach (var (name, value) in answer.Headers)
            http.Response.Headers[name] = value;
        await SendAsync(http, answer.Body);
        return true;
    }

    /// <summary>Sends an answer from the statistics, and keeps it.</summary>
    public async Task SendAsync(HttpContext http, CachedRequest cached, ReadOnlyMemory<byte> body)
    {
        EntityTags.Write(http.Response, cached.Tag);
        if (cached.Slot is { } slot && body.Length <= Largest)
            answers.Keep(slot, new(body.ToArray(), [.. http.Response.Headers.Where(header => Kept.Contains(header.Key))]));
        if (EntityTags.IsAnyHeld(http.Request))
            EntityTags.AnswerNotModified(http.Response, cached.Tag);
        else
            await SendAsync(http, body);
    }

    /// <summary>An address by which all users of a tool share an answer: Power BI writes each one's key into it.</summary>
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

/// <param name="Slot">Null when no answers are kept here.</param>
/// <param name="Tag">Of this request at this version of the data.</param>
internal sealed record CachedRequest(CacheEntry? Slot, EntityTagHeaderValue Tag);
