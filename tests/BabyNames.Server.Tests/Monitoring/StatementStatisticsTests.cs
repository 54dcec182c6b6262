using System.Text.Json;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Monitoring;

/// <summary>Tests what a private PostgreSQL that loads <c>pg_stat_statements</c> tells of its statements.</summary>
public sealed class StatementStatisticsTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = TestFolder.Create();
    private readonly HttpClient _client = new();
    private EmbeddedPostgres? _postgres;
    private Server? _server;

    public async Task InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(_folder, ["shared_preload_libraries=pg_stat_statements"], default);
        _server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                _postgres.ConnectionString,
                "--Storage:Path",
                Path.Combine(_folder, "storage"),
                .. LogLines.Settings,
            ],
            default
        );
        _client.BaseAddress = new(_server.App.Urls.Single());
        await using var databases = new Data.Databases(new(_postgres.ConnectionString));
        await TestKeys.AddToAsync(databases);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _postgres!.DisposeAsync();
        TestFolder.Delete(_folder);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task The_health_of_the_database_lists_the_statements_of_the_server()
    {
        var before = await HealthAsync();
        Assert.Equal(
            "false []",
            $"{before.GetProperty("hasStatementStatistics")}".ToLowerInvariant() + $" {before.GetProperty("statements")}"
        );

        await SqlAsync(
            """
            CREATE SCHEMA "of the operator";
            GRANT USAGE ON SCHEMA "of the operator" TO api_readonly;
            CREATE EXTENSION pg_stat_statements SCHEMA "of the operator";
            """
        );
        var statements = await SeeAsync("api_worker");
        Assert.Contains(statements, row => Text(row)?.Contains("FROM pg_class", StringComparison.Ordinal) == true);
        Assert.All(statements, row => Assert.Equal(Text(row) is null, row.GetProperty("role").GetString() != "api_readonly"));
        Assert.All(statements, row => Assert.True(row.GetProperty("calls").GetInt64() > 0));

        await SqlAsync("GRANT pg_read_all_stats TO api_readonly; CREATE ROLE other PASSWORD 'a secret'");
        statements = await SeeAsync("api_worker");
        Assert.DoesNotContain(statements, row => Text(row) is null);
        Assert.DoesNotContain("a secret", string.Concat(statements), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostgreSQL_logs_a_slow_statement_with_its_role_and_without_values()
    {
        await using (var databases = new Data.Databases(new(_postgres!.ConnectionString)))
        await using (var slow = databases.Reader.CreateCommand("SELECT pg_sleep(1.01), LENGTH($1)"))
        {
            slow.Parameters.Add(new() { Value = "a value of a client" });
            await slow.ExecuteNonQueryAsync();
        }
        var log = await Eventually.SeeAsync(
            () => Task.FromResult(Log()),
            text => text.Contains("pg_sleep(1.01)", StringComparison.Ordinal),
            "the slow statement in the log"
        );
        Assert.Matches(@"babynames api_readonly LOG:  duration: \d{4}\.\d+ ms .*pg_sleep", log);
        Assert.DoesNotContain("a value of a client", log, StringComparison.Ordinal);
    }

    private string Log() =>
        string.Concat(
            Directory
                .EnumerateFiles(_folder, "postgres-*.log", SearchOption.AllDirectories)
                .Select(path =>
                {
                    using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                    return reader.ReadToEnd();
                })
        );

    /// <summary>Waits until the server has run statements with a role, and returns its statements.</summary>
    private async Task<List<JsonElement>> SeeAsync(string role) =>
        await Eventually.SeeAsync(
            async () => (await HealthAsync()).GetProperty("statements").EnumerateArray().ToList(),
            statements => statements.Exists(row => row.GetProperty("role").GetString() == role),
            $"statements of {role}"
        );

    private async Task<JsonElement> HealthAsync() =>
        (
            await _client.DataAsync(
                """
                {
                  jobQueueHealth { queued }
                  databaseHealth { hasStatementStatistics statements { text role calls seconds averageMilliseconds rows } }
                }
                """,
                key: TestKeys.Monitor
            )
        ).GetProperty("databaseHealth");

    private static string? Text(JsonElement row) => row.GetProperty("text").GetString();

    private async Task SqlAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(_postgres!.ConnectionString);
        await owner.SqlAsync(sql);
    }
}
