using System.Globalization;
using BabyNames.Server.Configuration;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Settings;

public class SettingsValidationTests
{
    [Theory]
    [InlineData("--Jobs:PollInterval", "00:00:00", "Jobs:PollInterval")]
    [InlineData("--Jobs:LeaseDuration", "00:00:00.5", "Jobs:LeaseDuration")]
    [InlineData(
        "--Jobs:HeartbeatInterval",
        "00:00:21",
        "Jobs:HeartbeatInterval: 00:00:21 is more than a third of Jobs:LeaseDuration, 00:01:00."
    )]
    [InlineData(
        "--Jobs:LeaseDuration",
        "soon",
        "Failed to convert configuration value 'soon' at 'Jobs:LeaseDuration' to type 'System.TimeSpan'."
    )]
    [InlineData("--Storge:Path", "data", "Storge:Path: This setting does not exist.")]
    [InlineData("--Nothing:Like", "it", "Nothing:Like: This setting does not exist.")]
    [InlineData("--ConnectionStrings:BabyName", "Host=db", "ConnectionStrings:BabyName: This setting does not exist.")]
    [InlineData("--Logging:LogLevel:Default", "Loud", "Logging:LogLevel:Default: 'Loud' is not a level.")]
    [InlineData("--Log:Levels", "Npgsql", "Log:Levels: 'Npgsql' is not a category and a level, such as Npgsql=Debug.")]
    [InlineData("--Log:Levels", "Npgsql=7", "Log:Levels: 'Npgsql=7' is not a category and a level, such as Npgsql=Debug.")]
    [InlineData("--Jobs:Pol", "00:00:01", "Jobs:Pol: This setting does not exist.")]
    [InlineData("--GraphQL:MaxPageSize", "0", "GraphQL:MaxPageSize")]
    [InlineData("--GraphQL:ExecutionTimeout", "-00:00:01", "GraphQL:ExecutionTimeout")]
    [InlineData("--Sources:MaxArchiveMembers", "-1", "Sources:MaxArchiveMembers")]
    [InlineData("--OData:MaxPageSize", "0", "OData:MaxPageSize")]
    [InlineData("--Storage:MaxUploadBytes", "0", "Storage:MaxUploadBytes")]
    [InlineData("--Limits:MaxConcurrentQueries", "40", "together; Database:ReaderConnections gives them 40 connections.")]
    [InlineData("--GraphQL:MaxParallelFields", "0", "GraphQL:MaxParallelFields")]
    [InlineData("--Storage:Path", "", "Storage:Path")]
    [InlineData("--Storage:S3", "yes", "Storage:S3: This setting does not exist.")]
    [InlineData("--Storage:S3:Buckets", "b", "Storage:S3:Buckets: This setting does not exist.")]
    [InlineData("--Storage:S3:IsUsed", "true", "Storage:S3:IsUsed: This setting does not exist.")]
    [InlineData("--Cors:AllowedOrigins:0", "names.example", "Cors:AllowedOrigins: 'names.example' is not an origin")]
    [InlineData("--Storage:S3:AccessKey", "k", "Storage:S3:Bucket: It is needed with the other settings of Storage:S3.")]
    [InlineData("--Storage:S3:Bucket", "b", "Storage:S3:Endpoint: Name the endpoint, or Storage:S3:Region for Amazon's.")]
    [InlineData("--Storage:S3:Endpoint", "minio:9000", "Storage:S3:Endpoint: It must begin with http:// or https:// and name a host.")]
    [InlineData("--Database:Path", "", "Database:Path")]
    [InlineData("--GraphQL:DefaultPageSize", "1001", "GraphQL:DefaultPageSize: 1001 is more than GraphQL:MaxPageSize, 1000.")]
    [InlineData("--GraphQL:MaxPageSize", "9", "GraphQL:DefaultPageSize: 10 is more than GraphQL:MaxPageSize, 9.")]
    [InlineData(
        "--GraphQL:MaxTypeCost",
        "9",
        "GraphQL:DefaultPageSize: 10 is more than GraphQL:MaxTypeCost, 9: such a page would be refused."
    )]
    [InlineData(
        "--GraphQL:MaxRequestBytes",
        "65535",
        "GraphQL:MaxDocumentLength: 65536 characters do not fit into GraphQL:MaxRequestBytes, 65535."
    )]
    [InlineData("--GraphQL:MaxParserDepth", "14", "GraphQL:MaxDepth: 15 is more than GraphQL:MaxParserDepth, 14.")]
    [InlineData("--Sources:MaxWorkbookBytes", "0", "Sources:MaxWorkbookBytes")]
    [InlineData(
        "--GraphQL:MaxPageSize",
        "many",
        "Failed to convert configuration value 'many' at 'GraphQL:MaxPageSize' to type 'System.Int32'."
    )]
    [InlineData(
        "--GraphQL:RequirePersistedDocuments",
        "true",
        "GraphQL:RequirePersistedDocuments: Without GraphQL:PersistedDocumentsPath every request would be refused."
    )]
    [InlineData(
        "--GraphQL:PersistedDocumentsPath",
        "/nowhere",
        "GraphQL:PersistedDocumentsPath: There is neither a folder nor a file /nowhere."
    )]
    public async Task The_error_of_an_invalid_setting_names_it(string name, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(name, value));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_with_a_misspelled_section_is_refused_and_variables_of_other_programs_are_not()
    {
        var folder = TestFolder.Create();
        await using var program = Executable.Start(
            folder,
            new()
            {
                ["Stroage__Path"] = "data",
                ["Other__Path"] = "data",
                ["ConnectionStrings__BabyNames"] = "Host=/nowhere",
            },
            "keys",
            "list"
        );
        Assert.Equal(1, await program.ExitAsync());
        Assert.Equal("Stroage:Path: This setting does not exist.", program.Output);
        TestFolder.Delete(folder);
    }

    public static IEnumerable<object[]> RenamedNames() => RenamedSettings.NewNames.Select(name => new object[] { name.Key, name.Value });

    [Theory]
    [MemberData(nameof(RenamedNames))]
    public async Task An_old_name_is_refused_with_the_new_one(string oldName, string newName)
    {
        Assert.Contains(newName, SettingReference.All.Select(setting => setting.Name));
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync($"--{oldName}", "1"));
        Assert.Equal($"{oldName}: This setting is now named {newName}.", exception.Message);
    }

    [Fact]
    public async Task Items_of_a_list_with_an_old_name_are_refused_once()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync("--Cors:Origins:0", "https://a.example", "--Cors:Origins:1", "https://b.example")
        );
        Assert.Equal("Cors:Origins: This setting is now named Cors:AllowedOrigins.", exception.Message);
    }

    [Fact]
    public async Task An_access_key_without_its_secret_key_is_refused_and_not_shown()
    {
        string[] bucket = ["--Storage:S3:Bucket", "b", "--Storage:S3:Region", "eu-central-1"];
        foreach (var (given, missing) in new[] { ("AccessKey", "SecretKey"), ("SecretKey", "AccessKey") })
        {
            var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync([.. bucket, $"--Storage:S3:{given}", "hush-hush"]));
            Assert.Equal($"Storage:S3:{missing}: AccessKey and SecretKey are given both or not at all.", exception.Message);
        }
    }

    [Fact]
    public async Task One_error_names_all_invalid_settings()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(
                "--Jobs:PollInterval",
                "02:00:00",
                "--Jobs:ShutdownTimeout",
                "-00:00:01",
                "--Jobs:LeaseDuration",
                "00:00:02",
                "--Storage:MaxUploadBytes",
                "-1",
                "--Storage:Path",
                "",
                "--Access:Anonymous",
                "true",
                "--GraphQL:MaxDepth",
                "deep",
                "--GraphQL:MaxFields",
                "many",
                "--Database:Path",
                ""
            )
        );
        Assert.All(
            [
                "Jobs:PollInterval",
                "Jobs:ShutdownTimeout",
                "Storage:MaxUploadBytes",
                "Storage:Path",
                "Access:Anonymous",
                "GraphQL:MaxDepth",
                "GraphQL:MaxFields",
                "Database:Path",
            ],
            bad => Assert.Contains(bad, exception.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Settings_do_not_depend_on_the_culture()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync("--Jobs:PollInterval", "00:00:00.5", "--GraphQL:ExecutionTimeout", "00:00:00.5")
        );
        Assert.Contains("The database is not available", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_database_fails_the_start_with_its_setting()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync());
        Assert.Contains("The database is not available", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__BabyNames", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_migration_refuses_another_schema_version()
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

    /// <summary>Starts a server with invalid settings. The server must refuse the settings before it connects to its database.</summary>
    private static async Task StartAsync(params string[] settings)
    {
        await using var server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                "Host=/nowhere;Username=nobody",
                "--Database:StartupTimeout",
                "00:00:00",
                .. settings,
            ],
            default
        );
    }
}
