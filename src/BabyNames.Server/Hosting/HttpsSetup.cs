using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace BabyNames.Server.Hosting;

/// <summary>Registers forwarded headers of known proxies, HTTPS redirects and HSTS.</summary>
internal static class HttpsSetup
{
    public static void AddHttps(this IHostApplicationBuilder builder)
    {
        var proxies = builder.AddSettings<ProxyOptions>("Proxies");
        var https = builder.AddSettings<HttpsOptions>("Https");
        builder
            .Services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.All;
                // Any number of known proxies may be in a chain.
                options.ForwardLimit = null;
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                foreach (var network in proxies.Networks())
                    options.KnownIPNetworks.Add(network);
            })
            .AddHttpsRedirection(options =>
                (options.HttpsPort, options.RedirectStatusCode) = (https.Port, StatusCodes.Status308PermanentRedirect)
            )
            .AddHsts(options => options.MaxAge = https.HstsMaxAge);
    }

    /// <summary>Reads the forwarded headers of known proxies.</summary>
    public static void UseKnownProxies(this WebApplication app)
    {
        // Without known networks the middleware would trust all senders.
        if (!app.Services.GetRequiredService<ProxyOptions>().Networks().Any())
            return;
        app.UseForwardedHeaders();
        // Some proxies end the prefix with a slash.
        app.Use(
            (http, next) =>
            {
                http.Request.PathBase = http.Request.PathBase.Value?.TrimEnd('/');
                return next(http);
            }
        );
    }

    /// <summary>Redirects clear-text requests to HTTPS if the setting requires it.</summary>
    public static void UseHttpsRequirement(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpsOptions>().Required != true)
            return;
        // Load balancers check the health by IP address and in clear text.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments(Paths.Health), branch => branch.UseHsts().UseHttpsRedirection());
    }
}
