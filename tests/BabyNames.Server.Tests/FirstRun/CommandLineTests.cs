using System.Xml.Linq;
using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Tests the command line without a server and beside a running server.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    public void Dispose()
    {
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
    }

    /// <summary>A build from a checkout adds the commit after a plus sign.</summary>
    [Fact]
    public async Task The_version_is_that_of_the_build_properties()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Folder, "Directory.Build.props"));
        var (exitCode, version) = await Executable.RunAsync(_folder, "--version");
        Assert.Equal((0, properties.Descendants("Version").Single().Value), (exitCode, version.Trim().Split('+')[0]));
    }

    [Fact]
    public async Task The_ingest_command_works_without_a_server_and_beside_one()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2002.txt"), "Emma,F,11\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2003.txt"), "Emma,F,none\n");
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");

        await using var server = await Executable.ServeAsync(_folder);
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "yob2002.txt", "--country", "US");
        await AssertRunsAsync("searchable_names: no difference", 0, "statistics", "check");
        await AssertRunsAsync("name_statistics: no difference", 0, "statistics", "rebuild");
        await AssertRunsAsync("failed: BN104: yob2003.txt, line 1, column Count:", 1, "ingest", "yob2003.txt", "--country", "US");
        await AssertRunsAsync("BN203: Dataset", 1, "ingest", "yob2001.txt", "--country", "US");
        await AssertRunsAsync("BN201: There is no country `XX`.", 1, "ingest", "yob2001.txt", "--country", "XX");
        var data = await server.Client.DataAsync("{ nameStatistics { nodes { year count } } }");
        Assert.Equal(
            """[{"year":2001,"count":10},{"year":2002,"count":11}]""",
            data.GetProperty("nameStatistics").GetProperty("nodes").GetRawText()
        );
    }

    [Fact]
    public async Task The_datasets_commands_delete_and_restore_and_refuse_the_wrong_state()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\n");
        await using var server = await Executable.ServeAsync(_folder);
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");
        var id = (await server.Client.DataAsync("{ datasets { nodes { id } } }"))
            .GetProperty("datasets")
            .GetProperty("nodes")[0]
            .GetProperty("id")
            .GetString()!;
        Assert.Equal((0, ""), await Executable.RunAsync(_folder, "datasets", "list", "--deleted"));
        await AssertRunsAsync($"BN212: Dataset {id} is not deleted", 1, "datasets", "restore", id);
        await AssertRunsAsync($"BN210: Dataset {id} has no queued or running job", 1, "datasets", "cancel", id);
        await AssertRunsAsync(
            "BN202: US has no source `gb_ons`.",
            1,
            "datasets",
            "reprocess",
            id,
            "--reason",
            "a test",
            "--parser",
            "gb_ons"
        );
        await AssertRunsAsync("done", 0, "datasets", "delete", id);
        await AssertRunsAsync($"BN211: Dataset {id} is deleted", 1, "datasets", "delete", id);
        await AssertRunsAsync($"BN211: Dataset {id} is deleted", 1, "datasets", "reprocess", id, "--reason", "a test");
        await AssertRunsAsync(id, 0, "datasets", "list", "--deleted");
        await AssertRunsAsync("done", 0, "datasets", "restore", id);
        await AssertRunsAsync($"BN204: There is no dataset {Guid.Empty}", 1, "datasets", "delete", $"{Guid.Empty}");
        Assert.Equal("""{"datasets":{"totalCount":1}}""", (await server.Client.DataAsync("{ datasets { totalCount } }")).GetRawText());
    }

    [Fact]
    public async Task A_file_without_its_year_is_read_after_the_year_is_given()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "names.txt"), "Emma,F,10\n");
        await using var server = await Executable.ServeAsync(_folder);
        await AssertRunsAsync("failed: BN121: names.txt", 1, "ingest", "names.txt", "--country", "US");
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "names.txt", "--country", "US", "--year", "2001");
        var id = (await server.Client.DataAsync("{ datasets { nodes { id } } }"))
            .GetProperty("datasets")
            .GetProperty("nodes")[0]
            .GetProperty("id")
            .GetString()!;
        await AssertRunsAsync("done", 0, "datasets", "reprocess", id, "--reason", "it is of another year", "--year", "2002");
        await Eventually.SeeAsync(
            async () => (await server.Client.DataAsync("{ nameStatistics { nodes { year count } } }")).GetRawText(),
            seen => seen == """{"nameStatistics":{"nodes":[{"year":2002,"count":10}]}}""",
            "the figures of 2002"
        );
    }

    [Fact]
    public async Task The_keys_and_migrate_commands_work()
    {
        var files = Migration.Embedded.Count;
        await AssertRunsAsync($"0 of {files}", 0, "migrate", "version");
        await AssertRunsAsync("001_initial_schema.up.sql", 0, "migrate", "up");
        await AssertRunsAsync($"{files} of {files}", 0, "migrate", "version");
        var (exitCode, key) = await Executable.RunAsync(_folder, "keys", "create", "--name", "a test", "--role", "viewer");
        Assert.Equal(0, exitCode);

        await using var server = await Executable.ServeAsync(_folder);
        Assert.NotNull(server.AdminKey);
        await server.Client.DataAsync("{ countries { totalCount } }", key: key.Trim());

        var (viewer, admin) = (key[3..15], server.AdminKey![3..15]);
        await AssertRunsAsync($"{viewer}  viewer   usable", 0, "keys", "list");
        await AssertRunsAsync("done", 0, "keys", "revoke", viewer);
        await AssertRunsAsync($"BN213: There is no usable API key {viewer}", 1, "keys", "rotate", viewer);
        await AssertRunsAsync(
            $"BN214: API key {admin} cannot expire or be revoked",
            1,
            "keys",
            "expire",
            admin,
            "--at",
            "2100-01-01T00:00:00Z"
        );
        await AssertRunsAsync(
            $"BN214: API key {admin} cannot expire or be revoked",
            1,
            "keys",
            "rotate",
            admin,
            "--expires",
            "2100-01-01T00:00:00Z"
        );
        var ending = (
            await Executable.RunAsync(_folder, "keys", "create", "--name", "ending", "--expires", "2100-12-31T00:00:00Z")
        ).Output.Trim()[3..15];
        var next = (await Executable.RunAsync(_folder, "keys", "rotate", ending)).Output.Trim()[3..15];
        await AssertRunsAsync($"{next}  viewer   expires 2100-12-31 00:00:00Z", 0, "keys", "list");
        next = (await Executable.RunAsync(_folder, "keys", "rotate", next, "--expires", "2090-01-01T00:00:00Z")).Output.Trim()[3..15];
        await AssertRunsAsync($"{next}  viewer   expires 2090-01-01 00:00:00Z", 0, "keys", "list");
        await AssertRunsAsync("bn_", 0, "keys", "rotate", admin, "--overlap", "1");
        await AssertRunsAsync("done", 0, "keys", "revoke", admin);
    }

    private async Task AssertRunsAsync(string output, int exitCode, params string[] arguments)
    {
        var ended = await Executable.RunAsync(_folder, arguments);
        Assert.Contains(output, ended.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, ended.ExitCode);
    }
}
