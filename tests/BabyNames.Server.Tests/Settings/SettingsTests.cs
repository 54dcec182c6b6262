using System.Globalization;
using BabyNames.Server.Configuration;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Settings;

public class SettingsTests
{
    [Theory]
    [InlineData("--Jobs:Poll", "00:00:00", "Jobs:Poll")]
    [InlineData("--Jobs:Lease", "00:00:00.5", "Jobs:Lease")]
    [InlineData("--Jobs:Heartbeat", "00:00:21", "Jobs:Heartbeat: 00:00:21 is more than a third of Jobs:Lease, 00:01:00.")]
    [InlineData("--Jobs:Lease", "soon", "Failed to convert configuration value 'soon' at 'Jobs:Lease' to type 'System.TimeSpan'.")]
    [InlineData("--Jobs:Pol", "00:00:01", "Jobs:Pol: This setting does not exist.")]
    [InlineData("--GraphQL:MaxPageSize", "0", "GraphQL:MaxPageSize")]
    [InlineData("--GraphQL:ExecutionTime", "-00:00:01", "GraphQL:ExecutionTime")]
    [InlineData("--Sources:Members", "-1", "Sources:Members")]
    [InlineData("--OData:PageSize", "0", "OData:PageSize")]
    [InlineData("--Storage:UploadBytes", "0", "Storage:UploadBytes")]
    [InlineData("--Limits:MaxConcurrentQueries", "40", "together; a server has 40 connections for them.")]
    [InlineData("--GraphQL:ParallelFields", "0", "GraphQL:ParallelFields")]
    [InlineData("--Storage:Path", "", "Storage:Path")]
    [InlineData("--Storage:S3", "yes", "Storage:S3: This setting does not exist.")]
    [InlineData("--Storage:S3:Buckets", "b", "Storage:S3:Buckets: This setting does not exist.")]
    [InlineData("--Storage:S3:IsUsed", "true", "Storage:S3:IsUsed: This setting does not exist.")]
    [InlineData("--Cors:Origins:0", "names.example", "Cors:Origins: 'names.example' is no origin")]
    [InlineData("--Storage:S3:AccessKey", "k", "Storage:S3:Bucket: It is needed with the other settings of Storage:S3.")]
    [InlineData("--Storage:S3:Bucket", "b", "Storage:S3:Endpoint: Name the endpoint, or Storage:S3:Region for Amazon's.")]
    [InlineData("--Storage:S3:Endpoint", "minio:9000", "Storage:S3:Endpoint: It must begin with http:// or https:// and name a host.")]
    [InlineData("--Database:Folder", "", "Database:Folder")]
    [InlineData("--GraphQL:DefaultPageSize", "1001", "GraphQL:DefaultPageSize: 1001 is more than GraphQL:MaxPageSize, 1000.")]
    [InlineData("--GraphQL:MaxPageSize", "9", "GraphQL:DefaultPageSize: 10 is more than GraphQL:MaxPageSize, 9.")]
    [InlineData("--GraphQL:TypeCost", "9", "GraphQL:DefaultPageSize: 10 is more than GraphQL:TypeCost, 9: such a page would be refused.")]
    [InlineData("--GraphQL:RequestBytes", "65535", "GraphQL:DocumentLength: 65536 characters do not fit into GraphQL:RequestBytes, 65535.")]
    [InlineData("--GraphQL:ParserDepth", "14", "GraphQL:Depth: 15 is more than GraphQL:ParserDepth, 14.")]
    [InlineData("--Sources:WorkbookBytes", "0", "Sources:WorkbookBytes")]
    [InlineData(
        "--GraphQL:MaxPageSize",
        "many",
        "Failed to convert configuration value 'many' at 'GraphQL:MaxPageSize' to type 'System.Int32'."
    )]
    [InlineData(
        "--GraphQL:OnlyPersisted",
        "true",
        "GraphQL:OnlyPersisted: Without GraphQL:PersistedDocuments every request would be refused."
    )]
    [InlineData("--GraphQL:PersistedDocuments", "/nowhere", "GraphQL:PersistedDocuments: There is neither a folder nor a file /nowhere.")]
    public async Task A_bad_setting_is_named(string name, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(name, value));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_pair_of_keys_is_refused_and_not_shown()
    {
        string[] bucket = ["--Storage:S3:Bucket", "b", "--Storage:S3:Region", "eu-central-1"];
        foreach (var (given, missing) in new[] { ("AccessKey", "SecretKey"), ("SecretKey", "AccessKey") })
        {
            var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync([.. bucket, $"--Storage:S3:{given}", "hush-hush"]));
            Assert.Equal($"Storage:S3:{missing}: AccessKey and SecretKey are given both or not at all.", exception.Message);
        }
    }

    [Fact]
    public async Task All_bad_settings_are_named_at_once()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(
                "--Jobs:Poll",
                "02:00:00",
                "--Jobs:Grace",
                "-00:00:01",
                "--Jobs:Lease",
                "00:00:02",
                "--Storage:UploadBytes",
                "-1",
                "--Storage:Path",
                "",
                "--Access:Anonymous",
                "true",
                "--GraphQL:Depth",
                "deep",
                "--GraphQL:Fields",
                "many",
                "--Database:Folder",
                ""
            )
        );
        Assert.All(
            [
                "Jobs:Poll",
                "Jobs:Grace",
                "Storage:UploadBytes",
                "Storage:Path",
                "Access:Anonymous",
                "GraphQL:Depth",
                "GraphQL:Fields",
                "Database:Folder",
            ],
            bad => Assert.Contains(bad, exception.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Settings_mean_the_same_in_every_language()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync("--Jobs:Poll", "00:00:00.5", "--GraphQL:ExecutionTime", "00:00:00.5")
        );
        Assert.Contains("The database is not available", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said_to_be()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync());
        Assert.Contains("The database is not available", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__BabyNames", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_may_not_migrate_refuses_another_schema()
    {
        var connectionString = await TestDatabase.CreateEmptyAsync();
        try
        {
            var exception = await Assert.ThrowsAsync<StartupException>(() =>
                Server.StartAsync(
                    ["--urls", "http://127.0.0.1:0", "--ConnectionStrings:BabyNames", connectionString, "--Database:Migrate", "false"],
                    default
                )
            );
            Assert.Contains("The version of the database is 0, but this program needs", exception.Message, StringComparison.Ordinal);
            Assert.Contains("`babynames migrate up`", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            await TestDatabase.DropAsync(connectionString);
        }
    }

    /// <summary>A server whose settings are to be refused before its database would be.</summary>
    private static async Task StartAsync(params string[] settings)
    {
        await using var server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                "Host=/nowhere;Username=nobody",
                "--Database:Wait",
                "00:00:00",
                .. settings,
            ],
            default
        );
    }
}
