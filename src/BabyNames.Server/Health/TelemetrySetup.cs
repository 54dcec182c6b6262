using BabyNames.Server.Access;
using BabyNames.Server.Configuration;
using BabyNames.Server.Telemetry;
using Microsoft.AspNetCore.HttpLogging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BabyNames.Server.Health;

/// <summary>Metrics and traces by OpenTelemetry, and the log of requests.</summary>
internal static class TelemetrySetup
{
    private const string MetricsPath = "/metrics";

    /// <summary>These categories log addresses, which may hold a key.</summary>
    private static readonly string[] Talkative = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpsPolicy"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<TelemetryOptions>("Telemetry");
        var isSent = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        if (options.Prometheus || isSent)
            AddOpenTelemetry(builder, options.Prometheus, isSent);
        builder.Services.Configure<LoggerFilterOptions>(filters =>
        {
            // For each log provider too, because a level of one provider overrides the general one.
            foreach (var category in Talkative)
            {
                foreach (var place in (string?[])[null, "Console", "Debug", "EventSource", "EventLog"])
                    filters.Rules.Add(new(place, category, LogLevel.Warning, filter: null));
            }
        });
        // Instead, a line for each request without its query; docs/operating.md says how to turn it on.
        builder.Services.AddHttpLogging(logging =>
        {
            logging.LoggingFields =
                HttpLoggingFields.RequestMethod
                | HttpLoggingFields.RequestPath
                | HttpLoggingFields.ResponseStatusCode
                | HttpLoggingFields.Duration;
            logging.CombineLogs = true;
        });
    }

    public static void UseRequestLog(this WebApplication app) => app.UseHttpLogging();

    /// <summary><c>/metrics</c> for Prometheus, with the key of an admin.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TelemetryOptions>().Prometheus)
        {
            app.MapPrometheusScrapingEndpoint(MetricsPath)
                .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
                .RequireAuthorization(policy => policy.RequireRole(Roles.Admin));
        }
    }

    private static void AddOpenTelemetry(IHostApplicationBuilder builder, bool isShown, bool isSent)
    {
        builder.Services.AddHostedService<Gauges>();
        var telemetry = builder
            .Services.AddOpenTelemetry()
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override it.
            .ConfigureResource(resource => resource.AddService("babynames").AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(Instruments.MeterName, "Npgsql", "System.Runtime").AddAspNetCoreInstrumentation());
        if (isShown)
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        if (isSent)
        {
            telemetry
                .WithTracing(tracing => tracing.AddNpgsql().AddAspNetCoreInstrumentation(options => options.Filter = IsOfInterest))
                .UseOtlpExporter();
        }
    }

    private static bool IsOfInterest(HttpContext http) =>
        !http.Request.Path.StartsWithSegments(Paths.Health) && http.Request.Path != MetricsPath;
}
