using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BabyNames.Server.Hosting;

/// <summary>Limits the connections of Kestrel: their number, the size of headers and the minimum data rates.</summary>
internal static class ConnectionLimits
{
    /// <summary>Maximum size of a request body in bytes. The GraphQL endpoint has its own limit.</summary>
    private const int MaxBodySize = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddConnectionLimits(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<ConnectionOptions>("Connections");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
            limits.MaxRequestBodySize = MaxBodySize;
            limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
            limits.Http2.MaxRequestHeaderFieldSize = Math.Min(options.MaxHeaderBytes, limits.Http2.MaxRequestHeaderFieldSize);
            limits.RequestHeadersTimeout = options.HeadersTimeout;
            limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, Grace);
            limits.MinResponseDataRate = new MinDataRate(options.MinBytesPerSecond, Grace);
        });
    }
}
