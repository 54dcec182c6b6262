using BabyNames.Server.Configuration;

namespace BabyNames.Server.Hosting;

/// <summary>Cross-origin requests: only of the configured origins.</summary>
internal static class CorsSetup
{
    private static readonly string[] RequestHeaders =
    [
        "Accept", "Authorization", "Content-Type", "GraphQL-Cost", "GraphQL-Preflight", "If-None-Match", "OData-MaxVersion", "OData-Version", "Prefer", "X-Api-Key",
    ];

    private static readonly string[] ResponseHeaders =
    [
        "ETag", "OData-Version", "Preference-Applied", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After",
    ];

    public static void AddCorsOrigins(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<CorsOptions>("Cors");
        builder.Services.AddCors();
    }

    public static void UseCorsOrigins(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<CorsOptions>().List();
        if (origins.Length > 0)
        {
            // Never AllowCredentials: credentials that a browser adds by itself are no consent of its user.
            app.UseCors(policy => policy.WithOrigins(origins).WithMethods("GET", "HEAD", "POST")
                .WithHeaders(RequestHeaders).WithExposedHeaders(ResponseHeaders).SetPreflightMaxAge(TimeSpan.FromHours(2)));
        }
    }
}
