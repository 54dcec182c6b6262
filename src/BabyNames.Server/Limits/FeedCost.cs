using System.Globalization;
using BabyNames.Server.Feeds;
using BabyNames.Server.ODataSetup;

namespace BabyNames.Server.Limits;

/// <summary>What a request of a feed asks for.</summary>
internal sealed class FeedCost(EdmModel model, ODataLimits limits)
{
    /// <returns>Rows of a full page; 0 for what has no rows or one.</returns>
    public int Of(HttpRequest request)
    {
        var resource = request.Path.StartsWithSegments(ODataSetup.ODataSetup.Path, out var rest) ? rest.Value!.TrimStart('/') : "";
        var name = resource.Split('(', '/')[0];
        var isRow = resource.Length > name.Length && resource[name.Length] == '(' && model.Model.EntityContainer.FindEntitySet(name) is not null;
        if (isRow || name is "" or ['$', ..])
            return 0;
        var page = Math.Min(PagePreference.Of(request) ?? limits.PageSize, limits.PageSize);
        return int.TryParse(request.Query["$top"], NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? Math.Min(top, page) : page;
    }
}
