using BabyNames.GraphQLEngine;
using BabyNames.Server.Access;
using BabyNames.Server.Database;
using BabyNames.Server.Health;
using BabyNames.Server.Hosting;
using BabyNames.Server.Jobs;
using BabyNames.Server.RateLimiting;
using BabyNames.Server.Storage;
using BabyNames.Server.Web;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Settings;

public class DefaultSettingsTests
{
    [Fact]
    public void Defaults_of_the_database_options()
    {
        var options = new DatabaseOptions();
        Assert.Equal(
            (".data", true, TimeSpan.FromMinutes(2), null),
            (options.Path, options.Migrate, options.StartupTimeout, options.SamplePath)
        );
    }

    [Fact]
    public void Defaults_of_the_access_options() => Assert.False(new AccessOptions().AnonymousReading);

    [Fact]
    public void Defaults_of_the_IDE_options() => Assert.False(new IdeOptions().Enabled);

    [Fact]
    public void Defaults_of_the_hosting_options()
    {
        Assert.Equal(
            ("", "", null, 443, TimeSpan.FromDays(365)),
            (
                new CorsOptions().AllowedOrigins,
                new ProxyOptions().Known,
                new HttpsOptions().Required,
                new HttpsOptions().Port,
                new HttpsOptions().HstsMaxAge
            )
        );
        var connections = new ConnectionOptions();
        Assert.Equal(
            (10_000, TimeSpan.FromSeconds(10), 16_384, 1_024),
            (connections.MaxConnections, connections.HeadersTimeout, connections.MaxHeaderBytes, connections.MinBytesPerSecond)
        );
    }

    [Fact]
    public void Defaults_of_the_limit_options()
    {
        var limits = new LimitOptions();
        Assert.Equal(
            (
                5_000_000,
                20_000,
                Math.Min(4 * Environment.ProcessorCount, 24),
                Math.Min(2 * Environment.ProcessorCount, 12),
                200,
                TimeSpan.FromSeconds(5)
            ),
            (
                limits.TokenLimit,
                limits.TokensPerSecond,
                limits.MaxConcurrentQueries,
                limits.MaxConcurrentStreams,
                limits.QueueLimit,
                limits.QueueTimeout
            )
        );
    }

    [Fact]
    public void Defaults_of_the_telemetry_options() => Assert.False(new TelemetryOptions().Prometheus);

    [Fact]
    public void Defaults_of_the_storage_options()
    {
        var options = new StorageOptions();
        Assert.Equal((Path.Combine(".data", "storage"), 1_073_741_824L), (options.Path, options.MaxUploadBytes));
        Assert.False(options.S3.IsUsed());
    }

    [Fact]
    public void Defaults_of_the_source_limits()
    {
        var limits = new SourceLimits();
        Assert.Equal(
            (4_294_967_296L, 200, 10_000_000L, 1_000, 2_000_000),
            (limits.MaxUnpackedBytes, limits.MaxCompressionRatio, limits.MinBytesForRatio, limits.MaxArchiveMembers, limits.MaxRowsInMemory)
        );
    }

    [Fact]
    public void Defaults_of_the_job_options()
    {
        var options = new JobOptions();
        Assert.True(options.Enabled);
        Assert.Equal(
            (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
            (options.PollInterval, options.LeaseDuration, options.HeartbeatInterval, options.ShutdownTimeout)
        );
        Assert.Equal((2, TimeSpan.FromDays(30)), (options.Workers, options.RetentionPeriod));
    }

    [Fact]
    public void Defaults_of_the_GraphQL_limits()
    {
        var limits = new GraphQLLimits();
        Assert.Equal(
            (10, 1_000, 10, 100, 1_000, 8, 15, 400),
            (
                limits.DefaultPageSize,
                limits.MaxPageSize,
                limits.MaxFilterDepth,
                limits.MaxFilterConditions,
                limits.MaxListLength,
                limits.MaxSortFields,
                limits.MaxDepth,
                limits.MaxFields
            )
        );
        Assert.Equal(
            (50, 4, 100, 65_536, 128, 100_000, 10_000, true),
            (
                limits.MaxAliases,
                limits.MaxDirectivesPerLocation,
                limits.MaxDirectives,
                limits.MaxDocumentLength,
                limits.MaxParserDepth,
                limits.MaxFieldCost,
                limits.MaxTypeCost,
                limits.Introspection
            )
        );
        Assert.Equal(
            (262_144, TimeSpan.FromSeconds(30), 1_000, 2_097_152),
            (limits.MaxRequestBytes, limits.ExecutionTimeout, limits.DocumentCacheSize, limits.DocumentCacheCharacters)
        );
        Assert.Equal(2, limits.MaxParallelFields);
        Assert.Equal((null, false), (limits.PersistedDocumentsPath, limits.RequirePersistedDocuments));
    }
}
