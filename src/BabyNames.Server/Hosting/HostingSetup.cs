using BabyNames.Server.Errors;

namespace BabyNames.Server.Hosting;

/// <summary>What stands between the network and the front ends.</summary>
internal static class HostingSetup
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.AddConnectionLimits();
        builder.AddHosts();
        builder.AddHttps();
        builder.AddCorsOrigins();
    }

    /// <summary>Before anything that looks at a request: address and scheme are settled first, and headers go on errors too.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseKnownProxies();
        app.UseSecurityHeaders();
        app.UseExceptionHandling();
        app.UseHosts();
        app.UseHttpsAlone();
        app.UseCorsOrigins();
    }
}
