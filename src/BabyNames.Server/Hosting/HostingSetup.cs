using BabyNames.Server.Errors;

namespace BabyNames.Server.Hosting;

/// <summary>The middleware in front of all endpoints.</summary>
internal static class HostingSetup
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.AddConnectionLimits();
        builder.AddHosts();
        builder.AddHttps();
        builder.AddCorsOrigins();
    }

    /// <summary>Add it first: it determines the client address and scheme, and adds headers to errors too.</summary>
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
