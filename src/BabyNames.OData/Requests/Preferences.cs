using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace BabyNames.ODataEngine.Requests;

/// <summary>The format that a client asks for, and the preferences <c>maxpagesize</c> and <c>omit-values</c>, with or without the prefix
/// <c>odata.</c>.</summary>
internal static class Preferences
{
    private const string Csv = "text/csv";
    private const string PageSize = "maxpagesize";
    private const string OmitValues = "omit-values";

    /// <summary>Whether a request asks for CSV, which has all rows and no pages. Reads the options also before their names are
    /// normalised.</summary>
    public static bool WantsCsv(HttpRequest request) =>
        (request.Query.TryGetValue("$format", out var known) ? known : request.Query["format"]).ToString() switch
        {
            "" => request
                .GetTypedHeaders()
                .Accept.Where(media => media.Quality is not 0)
                .OrderByDescending(media => media.Quality ?? 1)
                .FirstOrDefault(media => media.MediaType == Csv || media.MediaType == "application/json" || media.MatchesAllTypes)
                ?.MediaType == Csv,
            var format => format is "csv" || format.StartsWith(Csv, StringComparison.OrdinalIgnoreCase),
        };

    /// <returns>Null when none is given or none that can be met: a preference is never an error.</returns>
    public static int? MaxPageSize(HttpRequest request) =>
        int.TryParse(Value(request, PageSize), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    /// <summary>Whether properties without a value are to be left out.</summary>
    public static bool OmitsNulls(HttpRequest request) => "nulls".Equals(Value(request, OmitValues), StringComparison.OrdinalIgnoreCase);

    /// <param name="omittedNulls">Whether this preference was met.</param>
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
