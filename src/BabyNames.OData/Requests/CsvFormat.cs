namespace BabyNames.ODataEngine.Requests;

/// <summary>Whether a request asks for CSV, which has all rows and no pages.</summary>
internal static class CsvFormat
{
    /// <summary>As good as no limit.</summary>
    public const int MostRows = int.MaxValue - 1;

    private const string MediaType = "text/csv";

    /// <summary>Reads the options also before their names are normalised.</summary>
    public static bool IsAsked(HttpRequest request) => (request.Query.TryGetValue("$format", out var known) ? known : request.Query["format"]).ToString() switch
    {
        "" => request.GetTypedHeaders().Accept.Where(media => media.Quality is not 0).OrderByDescending(media => media.Quality ?? 1)
            .FirstOrDefault(media => media.MediaType == MediaType || media.MediaType == "application/json" || media.MatchesAllTypes)?.MediaType == MediaType,
        var format => format is "csv" || format.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase),
    };
}
