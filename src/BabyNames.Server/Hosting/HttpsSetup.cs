using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace BabyNames.Server.Hosting;

/// <summary>Where a request came from and how, as the proxies say that are known; and by HTTPS alone if that is required.</summary>
internal static class HttpsSetup
{
    public static void AddHttps(this IHostApplicationBuilder builder)
    {
        var proxies = builder.AddSettings<ProxyOptions>("Proxies");
        var https = builder.AddSettings<HttpsOptions>("Https");
        builder.Services
            .Configure<ForwardedHeadersOptions>(options =>
            {
                // Not the host: most proxies pass on what a client says of it.
                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
                // As many as are known, one behind the other.
                options.ForwardLimit = null;
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                foreach (var network in proxies.Networks)
                    options.KnownIPNetworks.Add(network);
            })
            .AddHttpsRedirection(options => (options.HttpsPort, options.RedirectStatusCode) = (https.Port, StatusCodes.Status308PermanentRedirect))
            .AddHsts(options => options.MaxAge = https.Remembered);
    }

    public static void UseKnownProxies(this WebApplication app)
    {
        // Without networks the middleware would believe everyone.
        if (app.Services.GetRequiredService<ProxyOptions>().Networks.Any())
            app.UseForwardedHeaders();
    }

    public static void UseHttpsAlone(this WebApplication app)
    {
        if (app.Services.GetRequiredService<HttpsOptions>().Required != true)
            return;
        // A load balancer asks for health by the machine's own address, in clear text.
        app.UseWhen(http => !http.Request.Path.StartsWithSegments(Paths.Health), branch => branch.UseHsts().UseHttpsRedirection());
    }
}
