using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Requests;

/// <summary>Reads the format that a client requests, and the preferences <c>maxpagesize</c> and <c>omit-values</c>, with or without the
/// prefix <c>odata.</c>.</summary>
internal static class Preferences
{
    private const string Csv = "text/csv";
    private const string PageSize = "maxpagesize";
    private const string OmitValues = "omit-values";

    /// <summary>Whether the client prefers CSV, which has all rows and no pages. May be called before the names of options are
    /// normalized.</summary>
    public static bool WantsCsv(HttpRequest request) =>
        (request.Query.TryGetValue("$format", out var format) ? format : request.Query["format"]).ToString() switch
        {
            "" => request
                .GetTypedHeaders()
                .Accept.Where(media => media.Quality is not 0)
                .OrderByDescending(media => media.Quality ?? 1)
                .FirstOrDefault(media => media.MediaType == Csv || media.MediaType == "application/json" || media.MatchesAllTypes)
                ?.MediaType == Csv,
            var text => text is "csv" || text.StartsWith(Csv, StringComparison.OrdinalIgnoreCase),
        };

    /// <summary>Returns the preferred page size.</summary>
    /// <returns>The size; null when the preference is missing or invalid. An invalid preference is not an error.</returns>
    public static int? MaxPageSize(HttpRequest request) =>
        int.TryParse(Value(request, PageSize), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    /// <summary>Whether the client prefers a response without properties that are null.</summary>
    public static bool OmitsNulls(HttpRequest request) => "nulls".Equals(Value(request, OmitValues), StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the header Preference-Applied.</summary>
    /// <param name="omittedNulls">Whether the response omits nulls as preferred.</param>
    public static void Confirm(HttpContext http, bool omittedNulls)
    {
        var applied = new List<string>();
        if (MaxPageSize(http.Request) is { } size)
            applied.Add($"odata.{PageSize}={size}");
        if (omittedNulls)
            applied.Add($"{OmitValues}=nulls");
        if (applied.Count > 0)
            http.Response.Headers["Preference-Applied"] = string.Join(", ", applied);
    }

    private static string? Value(HttpRequest request, string name) =>
        (NameValueHeaderValue.TryParseList(request.Headers["Prefer"], out var preferences) ? preferences : [])
            .FirstOrDefault(preference =>
                preference.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                || preference.Name.Equals($"odata.{name}", StringComparison.OrdinalIgnoreCase)
            )
            ?.GetUnescapedValue()
            .Value;
}
