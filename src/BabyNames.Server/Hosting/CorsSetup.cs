using BabyNames.Queries.Caching;
using BabyNames.Server.Configuration;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace BabyNames.Server.Hosting;

/// <summary>Permits cross-origin requests of the configured origins, and in Development of pages on this machine.</summary>
internal static class CorsSetup
{
    private static readonly string[] RequestHeaders =
    [
        "Accept",
        "Apollo-Require-Preflight",
        "ApolloGraphQL-Client-Name",
        "ApolloGraphQL-Client-Version",
        "Authorization",
        "Content-Type",
        "GraphQL-Cost",
        "GraphQL-Preflight",
        "If-None-Match",
        ConsistentRead.MinVersionHeader,
        "OData-MaxVersion",
        "OData-Version",
        "Prefer",
        "X-Api-Key",
    ];

    private static readonly string[] ResponseHeaders =
    [
        ConsistentRead.VersionHeader,
        "ETag",
        "OData-Version",
        "Preference-Applied",
        "RateLimit-Limit",
        "RateLimit-Remaining",
        "RateLimit-Reset",
        "Retry-After",
    ];

    public static void AddCorsOrigins(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<CorsOptions>("Cors");
        builder.Services.AddCors();
    }

    public static void UseCorsOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<CorsOptions>().List();
        var isDevelopment = app.Environment.IsDevelopment();
        if (origins.Length > 0 || isDevelopment)
        {
            // AllowCredentials is never used, because browsers add credentials without the consent of the user.
            app.UseCors(policy =>
                Allow(policy, origins, isDevelopment)
                    .WithMethods("GET", "HEAD", "POST")
                    .WithHeaders(RequestHeaders)
                    .WithExposedHeaders(ResponseHeaders)
                    .SetPreflightMaxAge(TimeSpan.FromHours(2))
            );
        }
    }

    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, string[] origins, bool isDevelopment) =>
        isDevelopment && !origins.Contains("*")
            ? policy.SetIsOriginAllowed(origin =>
                origins.Contains(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.IsLoopback)
            )
            : policy.WithOrigins(origins);
}
