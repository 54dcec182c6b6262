using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Chooses the media type of a response by the Accept header.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";

    public static string WithCharset(string mediaType) =>
        mediaType == Json ? "application/json; charset=utf-8" : "application/graphql-response+json; charset=utf-8";

    /// <summary>Whether the client accepts an event stream, which subscriptions require.</summary>
    public static bool AcceptsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToList(), out var accepted)
        && accepted.Any(type => Matches(type, EventStream.MediaType) && type.Quality != 0);

    /// <summary>Whether a media type has a name. Case is ignored.</summary>
    public static bool Matches(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the supported media type that the client prefers. For <c>*/*</c> it is JSON, which every client can read.</summary>
    /// <exception cref="BadRequestException">Status 406: the client accepts no supported media type.</exception>
    public static string Choose(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToList(), out var accepted) || accepted.Count == 0)
            return Json;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1).Where(type => type.Quality != 0))
        {
            if (Matches(type, GraphQLResponse))
                return GraphQLResponse;
            if (Matches(type, EventStream.MediaType))
                return EventStream.MediaType;
            if (Matches(type, Json) || type.MatchesAllTypes || Matches(type, "application/*"))
                return Json;
        }
        throw new BadRequestException(
            StatusCodes.Status406NotAcceptable,
            $"None of the `Accept` header values is supported; accept {GraphQLResponse}, {Json} or {EventStream.MediaType}.",
            "HC0063"
        );
    }
}
