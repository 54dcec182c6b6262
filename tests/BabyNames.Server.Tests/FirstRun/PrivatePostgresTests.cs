using System.Diagnostics;
using System.Globalization;
using System.Net;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Tests the executable with its private PostgreSQL when either of them is killed.</summary>
public sealed class PrivatePostgresTests : IDisposable
{
    private static readonly byte[] File = "Emma,F,10\nLiam,M,12\n"u8.ToArray();

    private readonly string _folder = TestFolder.Create();

    private string Cluster => PostgresFolder.Choose(Path.Combine(_folder, ".data")).Path;

    public void Dispose()
    {
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_refused_and_the_first_continues()
    {
        await using var first = await Executable.ServeAsync(_folder);
        var (exitCode, output) = await Executable.RunAsync(_folder, "serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"Another babynames server uses {Path.Combine(_folder, ".data")}. Stop it, start this server in another folder, or set "
                + "ConnectionStrings__BabyNames to a database that both servers can use.",
            output
        );
        Assert.Equal("ok", (await first.Client.GetJsonAsync("/health")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_private_PostgreSQL_of_a_killed_server_stops_and_no_data_is_lost()
    {
        string key;
        Process postmaster;
        await using (var server = await Executable.ServeAsync(_folder))
        {
            key = server.AdminKey!;
            await IngestAsync(server, key);
            postmaster = Postmaster();
            await server.KillAsync();
        }
        using (postmaster)
            await Eventually.EndAsync(EndedAsync(postmaster), "PostgreSQL to end after its server");

        await using var next = await Executable.ServeAsync(_folder);
        Assert.Null(next.AdminKey);
        await AssertNothingIsLostAsync(next, key);
    }

    [Fact]
    public async Task A_server_can_start_right_after_the_previous_one_was_killed()
    {
        string key;
        await using (var server = await Executable.ServeAsync(_folder))
        {
            key = server.AdminKey!;
            await IngestAsync(server, key);
            await server.KillAsync();
        }
        await using var next = await Executable.ServeAsync(_folder);
        await AssertNothingIsLostAsync(next, key);
    }

    [Fact]
    public async Task A_killed_postmaster_is_started_again_and_the_server_is_not_ready_meanwhile()
    {
        string key;
        await using (var server = await Executable.ServeAsync(_folder))
        {
            key = server.AdminKey!;
            await IngestAsync(server, key);
            await ReadyAsync(server, HttpStatusCode.OK);
            // PostgreSQL does not start without this file, so that the outage lasts until the test ends it.
            var (configuration, aside) = (Path.Combine(Cluster, "postgresql.conf"), Path.Combine(Cluster, "aside"));
            System.IO.File.Move(configuration, aside);
            await KillPostmasterAsync();
            await ReadyAsync(server, HttpStatusCode.ServiceUnavailable);
            await server.PrintsAsync("The private PostgreSQL ended by itself with exit code 137.");
            await server.PrintsAsync("The private PostgreSQL cannot be started again.");
            System.IO.File.Move(aside, configuration);
            await server.PrintsAsync("The private PostgreSQL runs again");
            await ReadyAsync(server, HttpStatusCode.OK);
            await AssertNothingIsLostAsync(server, key);
            Assert.Equal(0, await server.StopAsync());
        }
        await using var next = await Executable.ServeAsync(_folder);
        Assert.Equal(
            2,
            (await next.Client.DataAsync("{ datasets { totalCount } }", key: key))
                .GetProperty("datasets")
                .GetProperty("totalCount")
                .GetInt32()
        );
    }

    [Fact]
    public async Task A_server_stops_while_its_PostgreSQL_cannot_be_started_again()
    {
        await using var server = await Executable.ServeAsync(_folder);
        System.IO.File.Delete(Path.Combine(Cluster, "postgresql.conf"));
        await KillPostmasterAsync();
        await server.PrintsAsync("The private PostgreSQL cannot be started again.");
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task The_next_server_completes_the_running_job_of_a_killed_one()
    {
        string[] settings = ["--Jobs:LeaseDuration", "00:00:15", "--Jobs:HeartbeatInterval", "00:00:00.5"];
        Guid id;
        await using (var server = await Executable.ServeAsync(_folder, settings))
        {
            id = await server.Client.AcceptedAsync("names.zip", Samples.Zip([.. Enumerable.Range(2012, 12)]), server.AdminKey!);
            await Eventually.SeeAsync(() => JobAsync(server), status => status == "RUNNING", "the job to run");
            await server.KillAsync();
        }
        await using var next = await Executable.ServeAsync(_folder, settings);
        Assert.Equal("COMPLETED", await SettledAsync(next, id));
        var expected = Enumerable.Range(2012, 12).Sum(year => Expected.Year(year).Rows);
        var data = await next.Client.DataAsync("{ nameStatistics { totalCount } jobs { nodes { attempts } } }");
        Assert.Equal(expected, data.GetProperty("nameStatistics").GetProperty("totalCount").GetInt32());
        Assert.Equal(2, data.GetProperty("jobs").GetProperty("nodes")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task The_private_PostgreSQL_does_not_run_as_root_and_other_users_cannot_connect()
    {
        await using var server = await Executable.ServeAsync(_folder);
        using var postmaster = Postmaster();
        var user = (await System.IO.File.ReadAllLinesAsync($"/proc/{postmaster.Id}/status")).Single(line =>
            line.StartsWith("Uid:", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("0", user.Split('\t')[1..]);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new DirectoryInfo(PostgresFolder.Choose(Path.Combine(_folder, ".data")).Path).UnixFileMode
        );
        var sockets = Directory.GetFiles($"/proc/{postmaster.Id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToHashSet();
        Assert.Contains(sockets, socket => socket.StartsWith("socket:", StringComparison.Ordinal));
        Assert.DoesNotContain(NetworkSockets(), sockets.Contains);
    }

    [Fact]
    public async Task Sessions_of_jobs_have_a_lower_priority_than_sessions_of_requests()
    {
        await using var server = await Executable.ServeAsync(_folder);
        await IngestAsync(server, server.AdminKey!);
        await using var source = NpgsqlDataSource.Create(EmbeddedPostgres.FindRunning(Path.Combine(_folder, ".data"))!);
        var sessions = (
            await source.SqlAsync("SELECT application_name, pid FROM pg_stat_activity WHERE application_name LIKE 'babynames api_%'")
        ).ToLookup(session => (string)session[0]!, session => Niceness((int)session[1]!));
        Assert.NotEmpty(sessions["babynames api_worker"]);
        Assert.All(sessions["babynames api_worker"], niceness => Assert.Equal(5, niceness));
        Assert.NotEmpty(sessions["babynames api_readonly"]);
        Assert.All(sessions["babynames api_readonly"], niceness => Assert.Equal(0, niceness));
    }

    /// <summary>Returns the niceness of a process, which is the 19th field of its stat file. The second field, the name, may contain
    /// blanks.</summary>
    private static int Niceness(int process) =>
        int.Parse(System.IO.File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[16], CultureInfo.InvariantCulture);

    /// <summary>Returns every TCP socket of the machine in the form of the links in /proc.</summary>
    private static IEnumerable<string> NetworkSockets() =>
        new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(System.IO.File.Exists)
            .SelectMany(table => System.IO.File.ReadAllLines(table).Skip(1))
            .Select(line => $"socket:[{line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9]}]");

    private static async Task IngestAsync(Executable server, string key) =>
        Assert.Equal("COMPLETED", await SettledAsync(server, await server.Client.AcceptedAsync("yob2001.txt", File, key)));

    private static async Task AssertNothingIsLostAsync(Executable server, string key)
    {
        var data = await server.Client.DataAsync("{ nameStatistics { nodes { name count } } datasets { nodes { status } } }", key: key);
        Assert.Equal(
            """[{"name":"Emma","count":10},{"name":"Liam","count":12}]""",
            data.GetProperty("nameStatistics").GetProperty("nodes").GetRawText()
        );
        Assert.Equal("""[{"status":"COMPLETED"}]""", data.GetProperty("datasets").GetProperty("nodes").GetRawText());
        // The server must also accept and complete another file.
        var id = await server.Client.AcceptedAsync("yob2002.txt", File[..^1], key);
        Assert.Equal("COMPLETED", await SettledAsync(server, id));
    }

    private static async Task<string> SettledAsync(Executable server, Guid id)
    {
        var status = await Eventually.SeeAsync(
            async () =>
                (await server.Client.DataAsync($$"""{ datasets(where: { id: { eq: "{{id}}" } }) { nodes { status } } }"""))
                    .GetProperty("datasets")
                    .GetProperty("nodes")[0]
                    .GetProperty("status")
                    .GetString()!,
            status => status is "COMPLETED" or "FAILED",
            $"dataset {id} to be completed or failed"
        );
        await Eventually.SeeAsync(
            async () => (await server.Client.GetJsonAsync("/health")).GetProperty("refreshDue").GetBoolean(),
            due => !due,
            "the statistics to be up to date"
        );
        return status;
    }

    private static async Task<string?> JobAsync(Executable server) =>
        (await server.Client.DataAsync("{ jobs { nodes { status } } }"))
            .GetProperty("jobs")
            .GetProperty("nodes")[0]
            .GetProperty("status")
            .GetString();

    private async Task KillPostmasterAsync()
    {
        using var postmaster = Postmaster();
        postmaster.Kill();
        await Eventually.EndAsync(EndedAsync(postmaster), "the postmaster to end");
    }

    private static Task ReadyAsync(Executable server, HttpStatusCode expected) =>
        Eventually.SeeAsync(
            async () =>
            {
                using var answer = await server.Client.GetAsync("/health/ready");
                return answer.StatusCode;
            },
            status => status == expected,
            $"{expected} from /health/ready"
        );

    private Process Postmaster() =>
        Process.GetProcessById(
            int.Parse(System.IO.File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture)
        );

    private static async Task<bool> EndedAsync(Process process)
    {
        await process.WaitForExitAsync();
        return true;
    }
}
