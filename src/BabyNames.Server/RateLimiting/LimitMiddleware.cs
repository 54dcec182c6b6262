using System.Globalization;
using BabyNames.Server.Configuration;

namespace BabyNames.Server.RateLimiting;

/// <summary>Takes 1 of a client's budget for each request, and says in each answer what is left of it. What a request asks for is
/// taken where that is known, as for GraphQL in <see cref="OperationAdmission"/>.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, Budgets budgets, LimitOptions options)
{
    private readonly string _burst = options.Burst.ToString(CultureInfo.InvariantCulture);

    public Task InvokeAsync(HttpContext http)
    {
        // Whoever watches over the server is never kept from it.
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
