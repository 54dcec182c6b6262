using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Requests;

/// <summary>The preferences <c>maxpagesize</c> and <c>omit-values</c>, with or without the prefix <c>odata.</c>.</summary>
internal static class PagePreference
{
    private const string PageSize = "maxpagesize";
    private const string OmitValues = "omit-values";

    /// <returns>Null when none is given or none that can be met: a preference is never an error.</returns>
    public static int? Of(HttpRequest request) =>
        int.TryParse(Value(request, PageSize), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    /// <summary>Whether properties without a value are to be left out.</summary>
    public static bool OmitsNulls(HttpRequest request) => "nulls".Equals(Value(request, OmitValues), StringComparison.OrdinalIgnoreCase);

    /// <param name="omittedNulls">Whether this preference was met.</param>
    public static void Confirm(HttpContext http, bool omittedNulls)
    {
        var applied = new List<string>();
        if (Of(http.Request) is { } size)
            applied.Add($"odata.{PageSize}={size}");
        if (omittedNulls)
            applied.Add($"{OmitValues}=nulls");
        if (applied.Count > 0)
            http.Response.Headers["Preference-Applied"] = string.Join(", ", applied);
    }

    private static string? Value(HttpRequest request, string name) =>
        (NameValueHeaderValue.TryParseList(request.Headers["Prefer"], out var preferences) ? preferences : [])
            .FirstOrDefault(preference => preference.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || preference.Name.Equals($"odata.{name}", StringComparison.OrdinalIgnoreCase))
            ?.GetUnescapedValue().Value;
}
