using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace BabyNames.Server.Feeds;

/// <summary>The preference <c>odata.maxpagesize</c>, with or without its prefix.</summary>
internal static class PagePreference
{
    private const string Name = "maxpagesize";

    /// <returns>Null when none is given or none that can be met: a preference is never an error.</returns>
    public static int? Of(HttpRequest request)
    {
        foreach (var preference in NameValueHeaderValue.TryParseList(request.Headers["Prefer"], out var preferences) ? preferences : [])
        {
            var name = preference.Name.Value!;
            if (name.Equals(Name, StringComparison.OrdinalIgnoreCase) || name.Equals($"odata.{Name}", StringComparison.OrdinalIgnoreCase))
                return int.TryParse(preference.GetUnescapedValue(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;
        }
        return null;
    }

    public static void Confirm(HttpContext http)
    {
        if (Of(http.Request) is { } size)
            http.Response.Headers["Preference-Applied"] = $"odata.{Name}={size}";
    }
}
