using BabyNames.Server.Configuration;

namespace BabyNames.Server.Hosting;

/// <summary>Registers the middleware that runs before all endpoints.</summary>
internal static class HostingSetup
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.AddConnectionLimits();
        builder.Services.AddSingleton<Shutdown>().AddSingleton<IHostLifetime>(services => services.GetRequiredService<Shutdown>());
        builder.AddHosts();
        builder.AddHttps();
        builder.AddCorsOrigins();
    }

    /// <summary>Adds the middleware. It must be the first, because it determines the address of the client and the scheme, and adds headers
    /// to error responses too.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseKnownProxies();
        app.UseRefusalLog();
        app.UseSecurityHeaders();
        app.UseExceptionHandling();
        app.UseHosts();
        app.UseHttpsRequirement();
        app.UseCorsOrigins();
    }

    /// <summary>Logs refused requests, except health checks, whose failures are logged once.</summary>
    private static void UseRefusalLog(this WebApplication app)
    {
        var refused = app.Services.GetRequiredService<RefusedRequests>();
        app.Use(
            async (http, next) =>
            {
                await next(http);
                if (RefusedRequests.Includes(http.Response.StatusCode) && !http.Request.Path.StartsWithSegments(Paths.Health))
                    refused.Add(http, http.Response.StatusCode);
            }
        );
    }
}
