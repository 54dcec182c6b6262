using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Monitoring;

/// <summary>Runs <c>babynames doctor</c> on a database with and without problems.</summary>
public sealed class DoctorTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IAsyncLifetime, IDisposable
{
    private readonly string _folder = TestFolder.Create();

    public Task InitializeAsync() => TestKeys.AddToAsync(database.Databases);

    public async Task DisposeAsync()
    {
        await database.SqlAsync("GRANT SELECT ON names TO api_readonly; TRUNCATE datasets, changed_cells CASCADE; DELETE FROM jobs");
        await database.SqlAsync("DELETE FROM api_keys");
    }

    public void Dispose() => TestFolder.Delete(_folder);

    [Fact]
    public async Task A_database_without_problems_has_exit_code_0()
    {
        // A rotated key ends soon by design, because its successor has the same name and role.
        await KeyAsync("rotated00000", "viewer", "a successor", "3 days");
        await KeyAsync("successor000", "viewer", "a successor", "300 days");
        await KeyAsync("revoked00000", "viewer", "revoked", "3 days");
        await database.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = 'revoked00000'");

        var (exitCode, output) = await RunAsync();
        Assert.True(exitCode == 0, output);
        Assert.Equal(
            ["settings", "storage", "database", "grants", "queue", "statistics", "keys"],
            output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"{words[1]}")
        );
        Assert.All(output.Split('\n'), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_problem_is_reported_with_what_to_do()
    {
        var failed = await Some.DatasetAsync(database.Databases);
        await database.SqlAsync(
            """
            UPDATE jobs SET status = 'failed', completed_at = NOW(), last_error = 'BN104: line 7' WHERE dataset_id = $1
            """,
            failed
        );
        await database.SqlAsync(
            """
            INSERT INTO jobs (type, status, created_at, completed_at, locked_at, locked_by, last_error) VALUES
                ('parse_dataset', 'queued', NOW() - INTERVAL '2 minutes', NULL, NULL, NULL, NULL),
                ('parse_dataset', 'running', NOW(), NULL, NOW() - INTERVAL '5 minutes', 'dead', NULL),
                ('parse_dataset', 'failed', NOW(), NOW(), NULL, NULL, 'BN306: cancelled by an admin')
            """
        );
        await database.SqlAsync("INSERT INTO changed_cells SELECT id, 2001, 'F' FROM areas WHERE code = 'US'");
        await database.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE role = 'admin'");
        await KeyAsync("ending000000", "viewer", "a reader", "3 days");
        await database.SqlAsync("REVOKE SELECT ON names FROM api_readonly");

        var (exitCode, output) = await RunAsync(new() { ["ASPNETCORE_URLS"] = "http://0.0.0.0:80" }, "--json");
        Assert.True(exitCode == 1, output);
        var report = JsonDocument.Parse(output).RootElement;
        var problems = report.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("isProblem").GetBoolean()).ToList();
        Assert.Equal(report.GetProperty("problems").GetInt32(), problems.Count);
        Assert.All(problems, problem => Assert.NotEqual("", problem.GetProperty("action").GetString()));
        (string Check, string Text)[] expected =
        [
            ("settings", "Https:Required: http://0.0.0.0:80 receives API keys in clear text"),
            ("settings", "AllowedHosts"),
            ("grants", "GRANT SELECT ON TABLE names TO api_readonly"),
            ("queue", "1 jobs are due, the oldest for 1"),
            ("queue", "1 running jobs have a worker that sends no heartbeat"),
            ("queue", "failed in the last 24 hours: BN104: line 7"),
            ("statistics", "no server refreshes the statistics"),
            ("keys", "Key ending000000 (a reader, viewer) ends"),
            ("keys", "There is no usable admin key"),
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(
            expected.Zip(problems),
            pair =>
            {
                Assert.Equal(pair.First.Check, pair.Second.GetProperty("check").GetString());
                Assert.Contains(pair.First.Text, pair.Second.GetProperty("text").GetString(), StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Missing_databases_old_schemas_and_broken_storage_are_problems()
    {
        Dictionary<string, string> nowhere = new() { ["ConnectionStrings__BabyNames"] = "Host=127.0.0.1;Port=1;Timeout=2" };
        AssertProblem("database", "the database does not answer", await RunAsync(nowhere));
        AssertProblem("start", "There is no database", await RunAsync(new() { ["ConnectionStrings__BabyNames"] = "" }));
        AssertProblem("start", "Jobs:Workers", await RunAsync(new() { ["Jobs__Workers"] = "0" }));

        await database.SqlAsync("UPDATE schema_migrations SET version = version - 1");
        AssertProblem("schema", "is required", await RunAsync());
        await database.SqlAsync("UPDATE schema_migrations SET version = version + 1");

        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        AssertProblem("storage", "the folder is not writable", await RunAsync(new() { ["Storage__Path"] = "file" }));
    }

    private static void AssertProblem(string check, string text, (int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.Contains(
            run.Output.Split('\n'),
            line => line.StartsWith($"PROBLEM  {check} ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)
        );
    }

    private async Task<(int ExitCode, string Output)> RunAsync(Dictionary<string, string>? settings = null, params string[] arguments)
    {
        Dictionary<string, string> environment = new() { ["ConnectionStrings__BabyNames"] = database.ConnectionString };
        foreach (var (name, value) in settings ?? [])
            environment[name] = value;
        await using var doctor = Executable.Start(_folder, environment, ["doctor", .. arguments]);
        var exitCode = await doctor.ExitAsync();
        return (exitCode, doctor.Output);
    }

    private Task KeyAsync(string id, string role, string name, string remaining) =>
        database.SqlAsync(
            """
            INSERT INTO api_keys (key_id, role, name, key_hash, expires_at)
            VALUES ($1, $2, $3, '$2a$10$' || MD5($1) || LEFT(MD5($3), 21), NOW() + $4::INTERVAL)
            """,
            id,
            role,
            name,
            remaining
        );
}
