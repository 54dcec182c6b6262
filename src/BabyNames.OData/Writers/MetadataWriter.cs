using BabyNames.ODataEngine.Model;
using BabyNames.ODataEngine.Requests;
using Microsoft.OData;

namespace BabyNames.ODataEngine.Writers;

/// <summary>Writes <c>$metadata</c> as XML, or as JSON if the client accepts only JSON. Power Query prefers JSON in its Accept header and
/// cannot read it.</summary>
internal static class MetadataWriter
{
    /// <summary>Writes the metadata.</summary>
    /// <exception cref="ODataContentTypeException"><c>$format</c> is neither XML nor JSON.</exception>
    public static Task WriteAsync(ODataRequest request, ODataModel model, CancellationToken cancellationToken)
    {
        var isJson = request.Http.Request.Query["$format"].ToString().Split(';')[0] switch
        {
            "" => WantsJson(request.Http.Request),
            "xml" or "application/xml" => false,
            "json" or "application/json" => true,
            _ => throw new ODataContentTypeException("The format of the metadata must be application/xml or application/json."),
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
