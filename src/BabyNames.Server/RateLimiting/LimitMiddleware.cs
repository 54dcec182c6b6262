using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.RateLimiting;

/// <summary>Charges one token for each request and adds headers with the number of remaining tokens. The cost of a request is charged
/// when it is known, by <see cref="OperationAdmission"/> and <see cref="ODataAdmission"/>.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, TokenBuckets buckets, LimitOptions options)
{
    private readonly string _tokenLimit = options.TokenLimit.ToString(CultureInfo.InvariantCulture);

    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        // Health checks have no limit.
        if (http.Request.Path.StartsWithSegments(Paths.Health) || buckets.IsUnlimited(http))
            return next(http);
        var client = Client.Of(http);
        http.Response.OnStarting(() => AddHeaders(http.Response.Headers, client));
        return buckets.Take(http) is { } retryAfter ? Refusal.NoTokens(retryAfter).WriteAsync(http) : next(http);
    }

    private Task AddHeaders(IHeaderDictionary headers, string client)
    {
        var remaining = buckets.Remaining(client);
        headers["RateLimit-Limit"] = _tokenLimit;
        headers["RateLimit-Remaining"] = Math.Max(0, remaining).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((options.TokenLimit - remaining + options.TokensPerSecond - 1) / options.TokensPerSecond).ToString(
            CultureInfo.InvariantCulture
        );
        return Task.CompletedTask;
    }
}
