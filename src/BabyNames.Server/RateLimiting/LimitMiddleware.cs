using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.RateLimiting;

/// <summary>Takes one token for each request and adds the headers with the tokens left. The cost of a request is charged when it
/// is known, for GraphQL in <see cref="OperationAdmission"/>.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, Budgets budgets, LimitOptions options)
{
    private readonly string _burst = options.Burst.ToString(CultureInfo.InvariantCulture);

    public Task InvokeAsync(HttpContext http)
    {
        // Health checks are never limited.
        if (http.Request.Path.StartsWithSegments(Paths.Health) || budgets.IsUnlimited(http))
            return next(http);
        var client = Client.Of(http);
        http.Response.OnStarting(() => AddHeaders(http.Response.Headers, client));
        return budgets.Take(http) is { } pause ? Refusal.Spent(pause).WriteAsync(http) : next(http);
    }

    private Task AddHeaders(IHeaderDictionary headers, string client)
    {
        var left = budgets.Left(client);
        headers["RateLimit-Limit"] = _burst;
        headers["RateLimit-Remaining"] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((options.Burst - left + options.PerSecond - 1) / options.PerSecond).ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
