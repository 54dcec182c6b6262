using BabyNames.Server.Errors;

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
        app.UseSecurityHeaders();
        app.UseExceptionHandling();
        app.UseHosts();
        app.UseHttpsRequirement();
        app.UseCorsOrigins();
    }
}
