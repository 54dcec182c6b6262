using System.Net;
using BabyNames.Data;
using BabyNames.Server.Configuration;
using BabyNames.Server.Health;
using BabyNames.Server.Tests.FaultInjection;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BabyNames.Server.Tests.Readiness;

public sealed class ReadinessTests : IAsyncLifetime, IDisposable
{
    private readonly PostgresClusterFixture _cluster = new();
    private readonly HttpClient _client = new();
    private readonly string _storage = TestFolder.Create();
    private string _database = "";
    private Server? _server;

    public async Task InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _database = await _cluster.CreateDatabaseAsync();
        _server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                _database,
                "--Storage:Path",
                _storage,
                "--Jobs:PollInterval",
                "00:00:00.1",
                "--Jobs:HeartbeatInterval",
                "00:00:00.1",
                "--Logging:LogLevel:Default",
                "None",
            ],
            CancellationToken.None
        );
        _client.BaseAddress = new(_server.App.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _cluster.DisposeAsync();
        TestFolder.Delete(_storage);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Readiness_is_lost_and_regained_with_each_dependency()
    {
        await ReadyAsync();

        await SqlAsync("UPDATE schema_migrations SET version = version - 1");
        await NotReadyAsync("schema", "is required");
        await SqlAsync("UPDATE schema_migrations SET version = version + 2");
        await SeeAsync(HttpStatusCode.OK, "\"schema\":\"", "; update the program");
        await AssertNewerSchemaAsync(HealthStatus.Degraded, isAllowed: true);
        await AssertNewerSchemaAsync(HealthStatus.Unhealthy, isAllowed: false);
        await SqlAsync("UPDATE schema_migrations SET version = version - 1, dirty = TRUE");
        await NotReadyAsync("schema", "dirty");
        await SqlAsync("UPDATE schema_migrations SET dirty = FALSE");
        await ReadyAsync();

        Directory.Delete(_storage, recursive: true);
        await File.WriteAllTextAsync(_storage, "not a folder");
        await NotReadyAsync("storage", "the folder is not writable");
        File.Delete(_storage);
        await ReadyAsync();
        Assert.Empty(Directory.EnumerateFiles(_storage, "*", SearchOption.AllDirectories));

        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync();
            await using var locked = await connection.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE", connection, locked))
                await command.ExecuteNonQueryAsync();
            await NotReadyAsync("workers", "2 of 2 workers are inactive");
        }
        await ReadyAsync();

        // The database has the same rights after a dump is restored without its privileges.
        await SqlAsync(
            "REVOKE INSERT ON year_totals FROM api_worker; INSERT INTO changed_cells SELECT id, 2001, 'F' FROM areas WHERE code = 'US'"
        );
        await NotReadyAsync("statistics", "the refresh fails: 42501");
        await SqlAsync("GRANT INSERT ON year_totals TO api_worker");
        await ReadyAsync();

        await _cluster.StopAsync(immediately: true);
        await NotReadyAsync("database", "the database does not answer");
        using (var live = await _client.GetAsync("/health/live"))
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await _cluster.StartAsync();
        await ReadyAsync();
    }

    /// <summary>The database has the same rights after a dump is restored without all grants.</summary>
    [Fact]
    public async Task A_start_without_migration_logs_missing_rights_and_a_start_with_migration_grants_them()
    {
        await SqlAsync("REVOKE DELETE ON year_totals FROM api_worker; REVOKE SELECT ON names FROM api_readonly");
        string[] settings = ["--ConnectionStrings:BabyNames", _database, "--Storage:Path", _storage];
        await using (var server = await Executable.ServeAsync(_storage, [.. settings, "--Database:Migrate", "false"]))
        {
            await server.PrintsAsync("run `babynames migrate up` as the owner of the tables");
            await server.PrintsAsync("GRANT DELETE ON TABLE year_totals TO api_worker");
            await server.PrintsAsync("GRANT SELECT ON TABLE names TO api_readonly");
            await SeeAsync(server.Client, HttpStatusCode.ServiceUnavailable, "\"schema\":\"", "roles lack privileges");
            await SqlAsync("GRANT DELETE ON year_totals TO api_worker; GRANT SELECT ON names TO api_readonly");
            await SeeAsync(server.Client, HttpStatusCode.OK, "\"status\":\"ok\"", "");
            await SqlAsync("REVOKE DELETE ON year_totals FROM api_worker");
        }
        await using var complete = await Executable.ServeAsync(_storage, settings);
        Assert.DoesNotContain("migrate up", complete.Output, StringComparison.Ordinal);
        await using var owner = NpgsqlDataSource.Create(_database);
        Assert.True(await owner.OneAsync<bool>("SELECT HAS_TABLE_PRIVILEGE('api_worker', 'year_totals', 'DELETE')"));
    }

    /// <summary>The tables have another owner after another user restored a dump with <c>--no-owner</c>.</summary>
    [Fact]
    public async Task Tables_of_another_user_are_reported_by_a_start_without_migration_and_refused_by_a_start_with_migration()
    {
        await SqlAsync("CREATE ROLE guest LOGIN CREATEROLE; GRANT api_readonly, api_worker, api_writer TO guest");
        var guest = new NpgsqlConnectionStringBuilder(_database) { Username = "guest" }.ConnectionString;
        string[] settings = ["--ConnectionStrings:BabyNames", guest, "--Storage:Path", _storage];
        await using (var server = await Executable.ServeAsync(_storage, [.. settings, "--Database:Migrate", "false"]))
        {
            await server.PrintsAsync("The check schema fails: the tables belong to postgres, and the program connects as guest");
            await SeeAsync(server.Client, HttpStatusCode.ServiceUnavailable, "\"schema\":\"", "the tables belong to another user");
        }
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            Server.StartAsync(["--urls", "http://127.0.0.1:0", .. settings], CancellationToken.None)
        );
        Assert.StartsWith("The schema cannot be migrated: the tables belong to postgres", exception.Message, StringComparison.Ordinal);
    }

    private async Task AssertNewerSchemaAsync(HealthStatus expected, bool isAllowed)
    {
        await using var databases = new Databases(new(_database));
        var check = new SchemaCheck(databases, new() { AllowNewerSchema = isAllowed });
        Assert.Equal(expected, (await check.CheckHealthAsync(new(), CancellationToken.None)).Status);
    }

    private async Task SqlAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(_database);
        await owner.SqlAsync(sql);
    }

    private Task ReadyAsync() => SeeAsync(HttpStatusCode.OK, "\"status\":\"ok\"", "");

    /// <summary>Waits until one check fails with a reason.</summary>
    private Task NotReadyAsync(string check, string reason) => SeeAsync(HttpStatusCode.ServiceUnavailable, $"\"{check}\":\"", reason);

    private Task SeeAsync(HttpStatusCode status, string check, string reason) => SeeAsync(_client, status, check, reason);

    private static Task SeeAsync(HttpClient client, HttpStatusCode status, string check, string reason) =>
        Eventually.SeeAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/health/ready");
                return (answer.StatusCode, Body: await answer.Content.ReadAsStringAsync());
            },
            seen =>
                seen.StatusCode == status
                && seen.Body.Contains(check, StringComparison.Ordinal)
                && seen.Body.Contains(reason, StringComparison.Ordinal),
            $"{(int)status} with {check} and {reason}"
        );
}
