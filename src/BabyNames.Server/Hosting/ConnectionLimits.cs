using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BabyNames.Server.Hosting;

/// <summary>What one connection may take of the server, and how slowly.</summary>
internal static class ConnectionLimits
{
    /// <summary>Of a body that no front end asked for; GraphQL sets its own.</summary>
    private const int OtherBodies = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddConnectionLimits(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<ConnectionOptions>("Connections");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = limits.MaxConcurrentUpgradedConnections = options.Most;
            limits.MaxRequestBodySize = OtherBodies;
            limits.MaxRequestHeadersTotalSize = options.HeaderBytes;
            limits.Http2.MaxRequestHeaderFieldSize = Math.Min(options.HeaderBytes, limits.Http2.MaxRequestHeaderFieldSize);
            limits.RequestHeadersTimeout = options.HeaderTime;
            limits.MinRequestBodyDataRate = new MinDataRate(options.Rate, Grace);
            limits.MinResponseDataRate = new MinDataRate(options.Rate, Grace);
        });
    }
}
