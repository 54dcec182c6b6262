using BabyNames.Server.Access;
using BabyNames.Server.Configuration;
using BabyNames.Server.Telemetry;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BabyNames.Server.Health;

/// <summary>Registers metrics and traces of OpenTelemetry, and the log of requests.</summary>
internal static class TelemetrySetup
{
    private const string MetricsPath = "/metrics";

    /// <summary>Log categories that log addresses of requests. An address may contain an API key.</summary>
    private static readonly string[] CategoriesWithAddresses =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.HttpsPolicy",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<TelemetryOptions>("Telemetry");
        var exportsOtlp = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        if (options.Prometheus || exportsOtlp)
            AddOpenTelemetry(builder, options.Prometheus, exportsOtlp);
        var log = builder.AddSettings<LogOptions>("Log");
        builder.Services.Configure<LoggerFilterOptions>(filters =>
        {
            // Of several rules for a category, the last one applies.
            foreach (var (category, level) in log.ByCategory().Concat(CategoriesWithAddresses.Select(name => (name, LogLevel.Warning))))
            {
                // The rules are added for each log provider too, because the level of a provider overrides the general level.
                foreach (var provider in (string?[])[null, "Console", "Debug", "EventSource", "EventLog"])
                    filters.Rules.Add(new(provider, category, level, filter: null));
            }
        });
        // The time in a line of text is followed by a blank, which is not part of the time in JSON.
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(json => json.TimestampFormat = json.TimestampFormat?.TrimEnd());
        // The request log has a line for each request, without the query of the address. docs/operating.md describes how to
        // switch it on.
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

    /// <summary>Adds <c>/metrics</c> for Prometheus. It requires the key of an admin or a monitor.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TelemetryOptions>().Prometheus)
        {
            app.MapPrometheusScrapingEndpoint(MetricsPath)
                .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))
                .RequireAuthorization(policy => policy.RequireRole(Roles.Admin, Roles.Monitor));
        }
    }

    private static void AddOpenTelemetry(IHostApplicationBuilder builder, bool exportsPrometheus, bool exportsOtlp)
    {
        var telemetry = builder
            .Services.AddOpenTelemetry()
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override the service name.
            .ConfigureResource(resource => resource.AddService("babynames").AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics.AddMeter(Instruments.MeterName, "Npgsql", "System.Runtime").AddAspNetCoreInstrumentation());
        // The exporters must listen before the counters get their first value.
        builder.Services.AddSingleton<DatabaseStateReader>().AddHostedService<Gauges>();
        if (exportsPrometheus)
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        if (exportsOtlp)
        {
            builder
                .Services.AddOptions<OtlpExporterOptions>()
                .Configure<Conditions>(
                    (otlp, conditions) =>
                        otlp.HttpClientFactory = () =>
                            new(new OtlpRequests(conditions)) { Timeout = TimeSpan.FromMilliseconds(otlp.TimeoutMilliseconds) }
                );
            telemetry
                .WithTracing(tracing =>
                    tracing.AddNpgsql().AddAspNetCoreInstrumentation(options => options.Filter = IsTraced).AddOtlpExporter()
                )
                .WithMetrics(metrics => metrics.AddOtlpExporter());
        }
    }

    /// <summary>Whether a request is traced. Health checks and metrics are not.</summary>
    private static bool IsTraced(HttpContext http) =>
        !http.Request.Path.StartsWithSegments(Paths.Health) && http.Request.Path != MetricsPath;
}
