using BabyNames.Server.Configuration;

namespace BabyNames.Server.Hosting;

/// <summary>Which other sites' pages may read answers. None unless they are named.</summary>
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
        var origins = app.Services.GetRequiredService<CorsOptions>().List;
        if (origins.Length > 0)
        {
            // Never AllowCredentials: what a browser adds on its own is no consent of whoever sits before it.
            app.UseCors(policy => policy.WithOrigins(origins).WithMethods("GET", "HEAD", "POST")
                .WithHeaders(RequestHeaders).WithExposedHeaders(ResponseHeaders).SetPreflightMaxAge(TimeSpan.FromHours(2)));
        }
    }
}
