using BabyNames.Server.Configuration;
using BabyNames.Server.Errors;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace BabyNames.Server.Hosting;

/// <summary>Checks the host name and scheme of requests, because links and connect files are made of them.</summary>
internal static class Hosts
{
    /// <summary>Setting of ASP.NET Core: names without ports, separated by semicolons; <c>*.example.com</c> for all subdomains, <c>*</c>
    /// for any name. If it is not set, any name is accepted.</summary>
    public const string Setting = "AllowedHosts";

    private const string Any = "*";

    /// <summary>Replaces the filter of the framework, which would refuse health checks by address.</summary>
    public static void AddHosts(this IHostApplicationBuilder builder) =>
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = [Any]);

    /// <returns>The allowed names; empty if the setting is not set.</returns>
    public static IEnumerable<string> Allowed(IConfiguration configuration) =>
        configuration[Setting]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static void UseHosts(this WebApplication app)
    {
        var names = Allowed(app.Configuration).Select(name => new StringSegment(name)).ToList();
        var isAny = names.Count == 0 || names.Contains(Any);
        app.Use(
            (http, next) =>
            {
                var request = http.Request;
                // Proxies may report ws and wss for WebSockets.
                request.Scheme = request.Scheme.ToLowerInvariant() switch
                {
                    "ws" => "http",
                    "wss" => "https",
                    var scheme => scheme,
                };
                if (request.Path.StartsWithSegments(Paths.Health))
                    return next(http);
                if (request.Scheme is not ("http" or "https"))
                    return RefuseAsync(http, "The scheme that X-Forwarded-Proto names is neither http nor https.");
                return request.Host.HasValue && (isAny || HostString.MatchesAny(request.Host.Host, names))
                    ? next(http)
                    : RefuseAsync(
                        http,
                        $"This server does not answer by the name '{request.Host.Host}'. Whoever runs it can add names to {Setting}."
                    );
            }
        );
    }

    private static Task RefuseAsync(HttpContext http, string message)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsJsonAsync(new { error = new { code = ErrorCodes.InvalidQuery, message } }, http.RequestAborted);
    }
}
