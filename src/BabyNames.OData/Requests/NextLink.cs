using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace BabyNames.ODataEngine.Requests;

internal static class NextLink
{
    /// <summary>The request again, from where its page ended.</summary>
    /// <param name="top">What is left of <c>$top</c>, if it was given.</param>
    /// <remarks>Of the query only what shapes the answer goes along, so never a key: Power Query adds its own again. Not
    /// <c>$count</c> either: counting two million rows again for each page would cost more than the page.</remarks>
    public static Uri Of(HttpRequest request, string token, int? top)
    {
        var query = new StringBuilder("?");
        foreach (var option in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = option.DecodeName().ToString();
            if (name is not ['$' or '@', ..] || name.ToUpperInvariant() is "$SKIP" or "$SKIPTOKEN" or "$TOP" or "$COUNT")
                continue;
            query.Append(option.EncodedName).Append('=').Append(option.EncodedValue).Append('&');
        }
        if (top is { } rest)
            query.Append(CultureInfo.InvariantCulture, $"$top={rest}&");
        query.Append("$skiptoken=").Append(token);
        return new(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path) + query);
    }
}
