using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.RateLimiting;

/// <summary>Takes one token for each request and adds the headers with the tokens left. The cost of a request is charged when it
/// is known, for GraphQL in <see cref="OperationAdmission"/>.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, TokenBuckets buckets, LimitOptions options)
{
    private readonly string _tokenLimit = options.TokenLimit.ToString(CultureInfo.InvariantCulture);

    public Task InvokeAsync(HttpContext http)
    {
        // Health checks are never limited.
        if (http.Request.Path.StartsWithSegments(Paths.Health) || buckets.IsUnlimited(http))
            return next(http);
        var client = Client.Of(http);
        http.Response.OnStarting(() => AddHeaders(http.Response.Headers, client));
        return buckets.Take(http) is { } pause ? Refusal.Spent(pause).WriteAsync(http) : next(http);
    }

    private Task AddHeaders(IHeaderDictionary headers, string client)
    {
        var left = buckets.Left(client);
        headers["RateLimit-Limit"] = _tokenLimit;
        headers["RateLimit-Remaining"] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((options.TokenLimit - left + options.TokensPerSecond - 1) / options.TokensPerSecond).ToString(
            CultureInfo.InvariantCulture
        );
        return Task.CompletedTask;
    }
}
