using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace BabyNames.Server.Hosting;

/// <summary>Forwarded headers of known proxies, HTTPS redirects and HSTS.</summary>
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
                // As many proxies as are known may follow one another.
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

    public static void UseKnownProxies(this WebApplication app)
    {
        // Without known networks the middleware would trust everyone.
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

    public static void UseHttpsAlone(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpsOptions>().Required != true)
            return;
        // Load balancers check health by address, in clear text.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments(Paths.Health), branch => branch.UseHsts().UseHttpsRedirection());
    }
}
