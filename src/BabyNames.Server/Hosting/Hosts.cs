using BabyNames.Server.Configuration;
using BabyNames.Server.Errors;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace BabyNames.Server.Hosting;

/// <summary>Checks the host name and the scheme of requests, because links and connection files contain them.</summary>
internal static class Hosts
{
    /// <summary>Name of the setting of ASP.NET Core. Its value is a list of host names without ports, separated by semicolons.
    /// <c>*.example.com</c> means all subdomains, and <c>*</c> any name. If it is not set, any name is accepted.</summary>
    public const string Setting = "AllowedHosts";

    private const string Any = "*";

    /// <summary>Switches off the filter of ASP.NET Core, which would refuse health checks that use an IP address.</summary>
    public static void AddHosts(this IHostApplicationBuilder builder) =>
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = [Any]);

    /// <summary>Returns the allowed names; none if the setting is not set.</summary>
    public static IEnumerable<string> Allowed(IConfiguration configuration) =>
        configuration[Setting]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Refuses requests with other host names or schemes, except health checks.</summary>
    public static void UseHosts(this WebApplication app)
    {
        var names = Allowed(app.Configuration).Select(name => new StringSegment(name)).ToList();
        var isAny = names.Count == 0 || names.Contains(Any);
        app.Use(
            (http, next) =>
            {
                var request = http.Request;
                // Some proxies send ws and wss as the scheme of WebSockets.
                request.Scheme = request.Scheme.ToLowerInvariant() switch
                {
                    "ws" => "http",
                    "wss" => "https",
                    var scheme => scheme,
                };
                if (request.Path.StartsWithSegments(Paths.Health))
                    return next(http);
                if (request.Scheme is not ("http" or "https"))
                    return RefuseAsync(http, "The scheme in X-Forwarded-Proto is neither http nor https.");
                return request.Host.HasValue && (isAny || HostString.MatchesAny(request.Host.Host, names))
                    ? next(http)
                    : RefuseAsync(
                        http,
                        $"The host name '{request.Host.Host}' is not allowed. The operator of the server can add it to {Setting}."
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
