using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using Microsoft.OData;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Answers <c>$metadata</c>: as XML, unless a client says that it wants JSON alone. Power Query names JSON first and
/// then cannot read it.</summary>
internal static class MetadataWriter
{
    /// <exception cref="ODataContentTypeException"><c>$format</c> is neither.</exception>
    public static Task WriteAsync(ODataRequest request, ODataModel model, CancellationToken cancellationToken)
    {
        var isJson = request.Http.Request.Query["$format"].ToString().Split(';')[0] switch
        {
            "" => WantsJson(request.Http.Request),
            "xml" or "application/xml" => false,
            "json" or "application/json" => true,
            _ => throw new ODataContentTypeException("The metadata is application/xml or application/json."),
        };
        return request.WriteAsync(isJson ? "application/json" : "application/xml", isJson ? model.Json : model.Xml, cancellationToken);
    }

    private static bool WantsJson(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept.Where(media => media.Quality is not 0).ToList();
        return accepted.Any(media => media.MediaType == "application/json")
            && !accepted.Any(media => media.MediaType.Value!.Contains("xml", StringComparison.OrdinalIgnoreCase) || media.MatchesAllTypes);
    }
}
