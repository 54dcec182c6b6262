using System.Globalization;
using BabyNames.Server.Feeds;
using BabyNames.Server.ODataSetup;

namespace BabyNames.Server.Limits;

/// <summary>What a request of a feed asks for.</summary>
internal static class FeedCost
{
    /// <returns>Rows of a full page; 0 for what has no rows or one.</returns>
    public static int Of(HttpRequest request, PathString resource, ODataLimits limits)
    {
        var path = resource.Value ?? "";
        if (path.Length < 2 || path[1] == '$' || path.Contains('('))
            return 0;
        var page = Math.Min(PagePreference.Of(request) ?? limits.PageSize, limits.PageSize);
        return int.TryParse(request.Query["$top"], NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? Math.Min(top, page) : page;
    }
}
