using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Hosting;
using BabyNames.Server.Jobs;
using BabyNames.Server.Notifications;
using BabyNames.Server.Storage;
using BabyNames.Server.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BabyNames.Server.Health;

/// <summary>The endpoints of liveness and readiness for orchestrators.</summary>
internal static class ReadinessSetup
{
    /// <summary>Path of the liveness check.</summary>
    public const string LivePath = Paths.Health + "/live";

    /// <summary>Path of the readiness check.</summary>
    public const string ReadyPath = Paths.Health + "/ready";

    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The checks that fail without the primary.</summary>
    private static readonly string[] NeedsPrimary = [FirstRun.SchemaCheck, "workers", "statistics"];

    public static void AddReadiness(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadinessReport>().AddHostedService<ReadinessLog>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseCheck>(DatabaseOutage.Check)
            .AddCheck<SchemaCheck>(FirstRun.SchemaCheck, timeout: CheckTimeout)
            .AddCheck<WorkerCheck>("workers")
            .AddCheck<StatisticsCheck>("statistics")
            .AddCheck<StorageCheck>(StorageProblems.Check);
    }

    public static void MapReadiness(this WebApplication app)
    {
        app.MapGet(LivePath, () => Results.Ok(new { status = "ok" }));
        app.MapGet(
            ReadyPath,
            async (ReadinessReport report, Shutdown shutdown, DataVersion version) =>
            {
                if (shutdown.Requested.IsCancellationRequested)
                    return Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable);
                var result = await report.ReadAsync();
                var failed = result.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy).Select(entry => entry.Key);
                // While only a standby answers, the server reads from it and refuses what needs the primary.
                var readsOnly = version is { HasStandby: true, Current: null } && failed.All(NeedsPrimary.Contains);
                var isReady = result.Status != HealthStatus.Unhealthy || readsOnly;
                var checks = result.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => entry.Value.Status == HealthStatus.Healthy ? "ok" : entry.Value.Description
                );
                return Results.Json(
                    new
                    {
                        status = !isReady ? "not ready"
                        : readsOnly ? "reads only"
                        : "ok",
                        checks,
                    },
                    statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
                );
            }
        );
    }

    private sealed class DatabaseCheck(DatabaseOutage outage) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            await outage.PingAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("the database does not answer");
    }

    private sealed class WorkerCheck(JobOptions options, WorkerActivity activity) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(
                options.Enabled && activity.CountInactive() is > 0 and var inactive
                    ? HealthCheckResult.Unhealthy($"{inactive} of {options.Workers} workers are inactive")
                    : HealthCheckResult.Healthy()
            );
    }

    private sealed class StatisticsCheck(RefreshStatus status) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(status.Problem() is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
    }

    private sealed class StorageCheck(DatasetStorage storage) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            await storage.FindProblemAsync(cancellationToken) is { } problem
                ? HealthCheckResult.Unhealthy(problem)
                : HealthCheckResult.Healthy();
    }
}
