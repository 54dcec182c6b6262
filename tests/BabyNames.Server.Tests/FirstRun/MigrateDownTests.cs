using System.Diagnostics;
using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Tests <c>babynames migrate down</c> as an operator runs it.</summary>
public sealed class MigrateDownTests : IDisposable
{
    private static readonly string All = $"{Migration.Embedded.Count}";

    /// <summary>The number of steps down to version 1, which has the tables with the rows of files.</summary>
    private static readonly string ToRows = $"{Migration.Embedded.Count - 1}";

    private readonly string _folder = TestFolder.Create();

    public void Dispose()
    {
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task Migrate_down_beside_a_running_server_needs_force()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\n");
        await using var server = await Executable.ServeAsync(_folder);
        await AssertRunsAsync("completed: 1 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");

        await AssertRunsAsync("Stop them, or pass --force.", 1, "migrate", "down", All, "--yes");
        var data = await server.Client.DataAsync("{ nameStatistics { totalCount } }");
        Assert.Equal("""{"nameStatistics":{"totalCount":1}}""", data.GetRawText());
        await AssertRunsAsync("pass --yes", 1, "migrate", "down", All, "--force");
        await AssertRunsAsync("001_initial_schema.down.sql", 0, "migrate", "down", All, "--force", "--yes");
    }

    [Fact]
    public async Task Migrate_down_lists_the_deleted_data_and_needs_confirmation()
    {
        // The database has no rows yet, so the command does not require a confirmation.
        await AssertRunsAsync("001_initial_schema.up.sql", 0, "migrate", "up");
        await AssertRunsAsync("008_monitoring.down.sql", 0, "migrate", "down", "1");
        await AssertRunsAsync("008_monitoring.up.sql", 0, "migrate", "up");

        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\nLiam,M,12\n");
        await AssertRunsAsync("completed: 2 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");
        await AssertRunsAsync("bn_", 0, "keys", "create", "--name", "a test", "--role", "viewer");

        foreach (
            var expected in new[]
            {
                "admin_actions: 2 rows (Every action of an admin, for audit)",
                "api_keys: 1 row (",
                "datasets: 1 row (",
                "names: 2 rows (",
                "Nothing was changed. Back up the database (pg_dump), then pass --yes to delete these rows.",
            }
        )
        {
            await AssertRunsAsync(expected, 1, "migrate", "down", All);
        }
        await AssertRunsAsync($"{All} of {All}", 0, "migrate", "version");

        // The migration keeps the rows, and the server computes their figures again.
        await AssertRunsAsync("dataset_slices: 2 rows (", 1, "migrate", "down", ToRows);
        await AssertRunsAsync("002_datasets.down.sql", 0, "migrate", "down", ToRows, "--yes");
        await AssertRunsAsync("002_datasets.up.sql", 0, "migrate", "up");
        await AssertRunsAsync("name_statistics", 0, "statistics", "rebuild");
        await AssertRunsAsync("name_statistics", 0, "statistics", "check");

        await AssertRunsAsync("001_initial_schema.down.sql", 0, "migrate", "down", All, "--yes");
        await AssertRunsAsync("001_initial_schema.up.sql", 0, "migrate", "up");
        await AssertRunsAsync("completed: 2 rows are in the statistics.", 0, "ingest", "yob2001.txt", "--country", "US");
    }

    [Theory]
    [InlineData("no", "Nothing was changed.", 1)]
    [InlineData("yes", "001_initial_schema.down.sql", 0)]
    public async Task Migrate_down_asks_for_confirmation_at_a_terminal(string answer, string output, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await AssertRunsAsync("001_initial_schema.up.sql", 0, "migrate", "up");
        // script runs the program in a terminal and passes its standard input to the terminal.
        var program = Path.Combine(AppContext.BaseDirectory, "babynames");
        var start = new ProcessStartInfo("script", ["-qec", $"{program} migrate down {All}", "/dev/null"])
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("ConnectionStrings__BabyNames");
        using var terminal = Process.Start(start)!;
        var seen = "";
        var buffer = new char[256];
        while (await Eventually.EndAsync(terminal.StandardOutput.ReadAsync(buffer).AsTask(), "output of the terminal") is > 0 and var read)
        {
            var hasAsked = seen.Contains("to continue: ", StringComparison.Ordinal);
            seen += new string(buffer, 0, read);
            if (!hasAsked && seen.Contains("to continue: ", StringComparison.Ordinal))
                await terminal.StandardInput.WriteLineAsync(answer);
        }
        await terminal.WaitForExitAsync();
        Assert.Contains("countries: 4 rows (Countries with baby name statistics)", seen, StringComparison.Ordinal);
        Assert.Contains(output, seen, StringComparison.Ordinal);
        Assert.Equal(exitCode, terminal.ExitCode);
    }

    private async Task AssertRunsAsync(string output, int exitCode, params string[] arguments)
    {
        var ended = await Executable.RunAsync(_folder, arguments);
        Assert.Contains(output, ended.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, ended.ExitCode);
    }
}
