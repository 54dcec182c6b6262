using BabyNames.Data;
using BabyNames.Data.Migrations;
using BabyNames.Server.Configuration;
using BabyNames.Server.Hosting;
using BabyNames.Server.Jobs;
using BabyNames.Server.Storage;
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

    public static void AddReadiness(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadinessReport>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: CheckTimeout)
            .AddCheck<SchemaCheck>("schema", timeout: CheckTimeout)
            .AddCheck<WorkerCheck>("workers")
            .AddCheck<StatisticsCheck>("statistics")
            .AddCheck<StorageCheck>("storage");
    }

    public static void MapReadiness(this WebApplication app)
    {
        app.MapGet(LivePath, () => Results.Ok(new { status = "ok" }));
        app.MapGet(
            ReadyPath,
            async (ReadinessReport report, Shutdown shutdown) =>
            {
                if (shutdown.Requested.IsCancellationRequested)
                    return Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable);
                var result = await report.ReadAsync();
                var isReady = result.Status == HealthStatus.Healthy;
                var checks = result.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => entry.Value.Status == HealthStatus.Healthy ? "ok" : entry.Value.Description
                );
                return Results.Json(
                    new { status = isReady ? "ok" : "not ready", checks },
                    statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
                );
            }
        );
    }

    private sealed class DatabaseCheck(Databases databases) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var command = databases.Reader.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (exception is Npgsql.NpgsqlException or OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("the database does not answer");
            }
        }
    }

    /// <summary>Checks the version of the schema. A newer schema is accepted: during a deployment the newer program has migrated it, and
    /// this program can still serve requests.</summary>
    private sealed class SchemaCheck(Databases databases) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                var migrator = new SchemaMigrator(databases.Owner);
                var (version, dirty) = await migrator.VersionAsync(cancellationToken);
                return version >= migrator.LatestVersion && !dirty
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy(
                        $"the version is {version}{(dirty ? " (dirty)" : "")}; {migrator.LatestVersion} is required"
                    );
            }
            catch (Exception exception) when (exception is Npgsql.NpgsqlException or OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("unknown, because the database does not answer");
            }
        }
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
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                storage.CheckWritable();
                return Task.FromResult(HealthCheckResult.Healthy());
            }
            catch (StorageFullException)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy("the folder is full"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy("the folder is not writable"));
            }
        }
    }
}
