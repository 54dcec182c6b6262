using System.Diagnostics;
using System.Text.RegularExpressions;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Restores a dump of one cluster in another cluster by the commands of docs/backup.md. The user may create roles and is not a
/// superuser.</summary>
public sealed class BackupRestoreTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "backup.md"));

    private readonly string _folder = TestFolder.Create();
    private readonly string _cluster = TestFolder.Create();

    private string NewFolder => Path.Combine(_folder, "new");

    public void Dispose()
    {
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
        TestFolder.Delete(_cluster);
    }

    [Fact]
    public async Task The_documented_commands_restore_all_data() => await RestoreAsync(Commands("Restore a dump"));

    /// <summary>Without the roles, every grant and every owner in the dump causes an error, and every role may execute the
    /// functions.</summary>
    [Fact]
    public async Task Migrating_up_completes_a_dump_that_was_restored_without_its_roles() =>
        await RestoreAsync(
            $"""
            {Commands("Restore a dump").Split('\n')[0]}
            pg_restore --username=babynames --dbname=babynames babynames.dump 2>errors || true
            grep -q 'role "api_writer" does not exist' errors
            """
        );

    private async Task RestoreAsync(string commands)
    {
        string key,
            before;
        await using (var server = await Executable.ServeAsync(_folder))
        {
            key = server.AdminKey!;
            await IngestAsync(server, key, "yob2001.txt", "Emma,F,10\nLiam,M,12\n");
            before = await SeeAsync(server, key);
            await RunAsync(Path.Combine(_folder, ".data", "postgres"), Commands("Dump"));
            await RunAsync("", "mkdir -p new/.data && cp -a .data/storage new/.data");
        }

        await using var cluster = await EmbeddedPostgres.StartAsync(_cluster, [], default);
        var host = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host!;
        await RunAsync(host, $"dropdb babynames\n{commands}");
        await using var restored = await Executable.ServeAsync(
            NewFolder,
            "--ConnectionStrings:BabyNames",
            $"Host={host};Database=babynames;Username=babynames"
        );
        Assert.Null(restored.AdminKey);
        Assert.Equal(before, await SeeAsync(restored, key));

        await IngestAsync(restored, key, "yob2002.txt", "Emma,F,11\n");
        var data = await restored.Client.DataAsync("""{ nameStatistics(where: { name: { eq: "Emma" } }) { nodes { year count } } }""");
        Assert.Equal("""{"nameStatistics":{"nodes":[{"year":2001,"count":10},{"year":2002,"count":11}]}}""", data.GetRawText());
        await AssertClosedAsync(host);
    }

    private static async Task<string> SeeAsync(Executable server, string key) =>
        (
            await server.Client.DataAsync(
                """
                { apiKeys { keyId name role } datasets { nodes { id filename status rowCount sha256 } }
                    jobs { nodes { id status attempts } }
                  nameStatistics { nodes { name year gender count rank share } } adminActions { nodes { action actor subject outcome } } }
                """,
                key: key
            )
        ).GetRawText();

    private static async Task IngestAsync(Executable server, string key, string filename, string content)
    {
        var id = await server.Client.AcceptedAsync(filename, System.Text.Encoding.ASCII.GetBytes(content), key);
        await Eventually.SeeAsync(
            async () =>
                (await server.Client.DataAsync($$"""{ datasets(where: { id: { eq: "{{id}}" } }) { nodes { status } } }"""))
                    .GetProperty("datasets")
                    .GetProperty("nodes")[0]
                    .GetProperty("status")
                    .GetString()!,
            status => status == "COMPLETED",
            $"dataset {id} to be completed"
        );
        await Eventually.SeeAsync(
            async () => (await server.Client.GetJsonAsync("/health")).GetProperty("refreshDue").GetBoolean(),
            due => !due,
            "the statistics to be up to date"
        );
    }

    /// <summary>Checks that the reader may not execute the functions of the owner.</summary>
    private static async Task AssertClosedAsync(string host)
    {
        await using var reader = NpgsqlDataSource.Create($"Host={host};Database=babynames;Username=babynames;Options=-c role=api_readonly");
        var exception = await Assert.ThrowsAsync<PostgresException>(() => reader.SqlAsync("SELECT begin_first_load()"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
    }

    /// <summary>Returns the first block of commands of a section.</summary>
    private static string Commands(string section) =>
        Regex.Match(Page, $"^## {section}\n.*?^```sh\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    private async Task RunAsync(string host, string commands)
    {
        string[] arguments = ["-euo", "pipefail", "-c", commands];
        var start = new ProcessStartInfo("bash", arguments) { WorkingDirectory = _folder, RedirectStandardError = true };
        start.Environment["PATH"] = $"{PostgresBinaries.Find(clusterVersion: null).Folder}:{start.Environment["PATH"]}";
        (start.Environment["PGHOST"], start.Environment["PGUSER"]) = (host, "postgres");
        using var shell = Process.Start(start)!;
        var errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0 && errors == "", $"{commands}\nexited with {shell.ExitCode}: {errors}");
    }
}
