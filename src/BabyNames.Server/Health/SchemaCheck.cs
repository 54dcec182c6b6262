using BabyNames.Data;
using BabyNames.Data.Migrations;
using BabyNames.Server.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BabyNames.Server.Health;

/// <summary>Checks the version of the schema, the owner of its tables and the privileges of the roles.</summary>
internal sealed class SchemaCheck(Databases databases, DatabaseOptions options) : IHealthCheck
{
    /// <summary>The problem if only privileges are missing.</summary>
    public const string LacksPrivileges = "roles lack privileges; run `babynames migrate up`";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var migrator = new SchemaMigrator(databases.Owner);
            if (await migrator.FindForeignOwnerAsync(cancellationToken) is not null)
                return HealthCheckResult.Unhealthy("the tables belong to another user; the log has the details");
            var (version, isDirty) = await migrator.VersionAsync(cancellationToken);
            // A newer program marks its version as dirty while it migrates.
            if (version > migrator.LatestVersion)
                return Newer(version, migrator.LatestVersion);
            if (isDirty)
                return HealthCheckResult.Unhealthy($"the version is {version} (dirty); correct it as docs/operating.md describes");
            if (version < migrator.LatestVersion)
                return HealthCheckResult.Unhealthy(
                    $"the version is {version}; {migrator.LatestVersion} is required; run `babynames migrate up`"
                );
            return (await migrator.MissingGrantsAsync(cancellationToken)).Count > 0
                ? HealthCheckResult.Unhealthy(LacksPrivileges)
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("unknown, because the database does not answer");
        }
    }

    /// <summary>A newer program has migrated the schema. During a rolling upgrade this program still serves requests.</summary>
    private HealthCheckResult Newer(long version, long known)
    {
        var text = $"the version is {version}, and this program knows {known}; update the program";
        return options.AllowNewerSchema ? HealthCheckResult.Degraded(text) : HealthCheckResult.Unhealthy(text);
    }
}
