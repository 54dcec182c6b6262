using System.Globalization;
using BabyNames.Server.ODataSetup;

namespace BabyNames.Server.Limits;

/// <summary>Takes of a client's budget for each request, and says in each answer what is left of it.</summary>
internal sealed class LimitMiddleware(RequestDelegate next, Budgets budgets, Turns turns, LimitOptions options, ODataLimits feeds)
{
    private readonly string _burst = options.Burst.ToString(CultureInfo.InvariantCulture);

    public Task InvokeAsync(HttpContext http)
    {
        // Whoever watches over the server is never kept from it.
        if (http.Request.Path.StartsWithSegments(Health.Path))
            return next(http);
        var client = Client.Of(http);
        http.Response.OnStarting(() => AddHeaders(http.Response.Headers, client));
        if (budgets.Take(client) is { } pause)
            return Refusal.Spent(pause).WriteAsync(http);
        return http.Request.Path.StartsWithSegments(ODataSetup.ODataSetup.Path, out var resource) ? FeedAsync(http, client, resource) : next(http);
    }

    /// <summary>A GraphQL operation waits when it is known what it costs; a feed waits here.</summary>
    private async Task FeedAsync(HttpContext http, string client, PathString resource)
    {
        budgets.Charge(client, FeedCost.Of(http.Request, resource, feeds));
        using var turn = await turns.TakeAsync(http.RequestAborted);
        if (turn is null)
        {
            await Refusal.Busy.WriteAsync(http);
            return;
        }
        // While a slow client reads, others have their turn. Giving it back twice does nothing.
        http.Response.OnStarting(() =>
        {
            turn.Dispose();
            return Task.CompletedTask;
        });
        await next(http);
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
