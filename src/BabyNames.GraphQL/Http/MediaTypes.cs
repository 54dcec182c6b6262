using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BabyNames.GraphQLEngine.Http;

/// <summary>Which kind of answer a client wants, by its Accept header.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";

    public static string WithCharset(string mediaType) =>
        mediaType == Json ? "application/json; charset=utf-8" : "application/graphql-response+json; charset=utf-8";

    /// <summary>Whether the client takes a stream, for which a subscription has to ask.</summary>
    public static bool TakesEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToList(), out var accepted)
        && accepted.Any(type => Is(type, EventStream.MediaType) && type.Quality != 0);

    /// <summary>Whether a media type is of this name. Case does not count.</summary>
    public static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whoever takes anything gets plain JSON, which every client understands.</summary>
    /// <exception cref="BadRequestException">406: the client takes none.</exception>
    public static string Choose(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToList(), out var accepted) || accepted.Count == 0)
            return Json;
        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1).Where(type => type.Quality != 0))
        {
            if (Is(type, GraphQLResponse))
                return GraphQLResponse;
            if (Is(type, EventStream.MediaType))
                return EventStream.MediaType;
            if (Is(type, Json) || type.MatchesAllTypes || Is(type, "application/*"))
                return Json;
        }
        throw new BadRequestException(
            StatusCodes.Status406NotAcceptable,
            $"None of the `Accept` header values is supported; ask for {GraphQLResponse}, {Json} or {EventStream.MediaType}.",
            "HC0063"
        );
    }
}
