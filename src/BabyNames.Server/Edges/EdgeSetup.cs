namespace BabyNames.Server.Edges;

/// <summary>What stands between the network and the front ends.</summary>
internal static class EdgeSetup
{
    public static void AddEdges(this WebApplicationBuilder builder)
    {
        builder.AddConnectionLimits();
        builder.AddHosts();
        builder.AddHttps();
        builder.AddCorsOrigins();
    }

    /// <summary>Before anything that looks at a request: address and scheme are settled first, and headers go on errors too.</summary>
    public static void UseEdges(this WebApplication app)
    {
        app.UseKnownProxies();
        app.UseSecurityHeaders();
        app.UseFaults();
        app.UseHosts();
        app.UseHttpsAlone();
        app.UseCorsOrigins();
    }
}
