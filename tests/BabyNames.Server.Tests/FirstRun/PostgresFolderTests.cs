using System.Diagnostics;
using System.Runtime.Versioning;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FirstRun;

/// <summary>Tests the folder of the private PostgreSQL, its owner and permissions, and the errors when PostgreSQL does not start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgresFolderTests : IDisposable
{
    private const UnixFileMode Mode700 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = TestFolder.Create();

    private string Cluster => PostgresFolder.Choose(_folder).Path;

    public void Dispose() => TestFolder.Delete(_folder);

    [Fact]
    public async Task Below_a_long_path_only_the_socket_is_in_another_private_folder()
    {
        var folder = Path.Combine(_folder, new string('a', 100));
        string host;
        await using (var postgres = await EmbeddedPostgres.StartAsync(folder, [], default))
        {
            Assert.True(File.Exists(Path.Combine(folder, "postgres", "PG_VERSION")));
            host = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
            Assert.Equal(Mode700, File.GetUnixFileMode(host));
            await using var joined = NpgsqlDataSource.Create(EmbeddedPostgres.FindRunning(folder)!);
            Assert.Equal(Path.Combine(folder, "postgres"), await joined.OneAsync<string>("SHOW data_directory"));
        }
        Assert.False(Directory.Exists(host));
        await using var again = await EmbeddedPostgres.StartAsync(folder, [], default);
        Assert.NotEqual(host, new NpgsqlConnectionStringBuilder(again.ConnectionString).Host);
    }

    [Fact]
    public async Task A_running_cluster_that_other_users_can_read_is_not_used()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
        File.SetUnixFileMode(Cluster, Mode700 | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var exception = Assert.Throws<StartupException>(() => EmbeddedPostgres.FindRunning(_folder));
        Assert.Equal($"Other users can access {Cluster}, so its PostgreSQL is not used. Run `chmod 700 {Cluster}`.", exception.Message);
    }

    /// <summary>The second case is a cluster whose path an earlier version noted.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_cluster_of_another_user_is_neither_used_nor_started(bool isNoted)
    {
        // Only root can change the owner of a folder.
        if (!Environment.IsPrivilegedProcess)
            return;
        var cluster = isNoted ? Path.Combine(_folder, "elsewhere") : Path.Combine(_folder, "postgres");
        if (isNoted)
            await File.WriteAllTextAsync(Path.Combine(_folder, "postgres.path"), cluster);
        Directory.CreateDirectory(cluster);
        // The process id must be of a running postmaster. It may belong to another cluster.
        await using var postgres = await EmbeddedPostgres.StartAsync(Path.Combine(_folder, "mine"), [], default);
        File.Copy(Path.Combine(_folder, "mine", "postgres", "postmaster.pid"), Path.Combine(cluster, "postmaster.pid"));
        using (var chown = Process.Start("chown", ["-R", "nobody", cluster]))
            await chown.WaitForExitAsync();

        var joining = Assert.Throws<StartupException>(() => EmbeddedPostgres.FindRunning(_folder));
        Assert.StartsWith(
            $"{cluster} does not belong to postgres, the user that runs PostgreSQL.",
            joining.Message,
            StringComparison.Ordinal
        );
        var starting = await Assert.ThrowsAsync<StartupException>(() => EmbeddedPostgres.StartAsync(_folder, [], default));
        Assert.Equal(joining.Message, starting.Message);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        Assert.Equal(1, await source.OneAsync<int>("SELECT 1"));
    }

    [Fact]
    public async Task A_cluster_that_other_users_can_read_does_not_start_and_the_error_has_the_reason()
    {
        await using (await EmbeddedPostgres.StartAsync(_folder, [], default)) { }
        // PostgreSQL writes this line to the log when it stops while a connection is open.
        await File.AppendAllTextAsync(
            Directory.GetFiles(Path.Combine(Cluster, "log")).Single(),
            "FATAL:  terminating connection due to administrator command\n"
        );
        File.SetUnixFileMode(Cluster, Mode700 | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
        var exception = await Assert.ThrowsAsync<StartupException>(() => EmbeddedPostgres.StartAsync(_folder, [], default));
        Assert.Equal(
            $"The private PostgreSQL did not start. FATAL:  data directory \"{Cluster}\" has invalid permissions DETAIL:  "
                + $"Permissions should be u=rwx (0700) or u=rwx,g=rx (0750). Run `chmod 700 {Cluster}` and start the program again.",
            exception.Message
        );
        File.SetUnixFileMode(Cluster, Mode700);
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
    }

    [Fact]
    public async Task The_error_of_a_damaged_cluster_has_the_reason()
    {
        await using (await EmbeddedPostgres.StartAsync(_folder, [], default)) { }
        foreach (var segment in Directory.GetFiles(Path.Combine(Cluster, "pg_wal")))
            File.Delete(segment);
        var exception = await Assert.ThrowsAsync<StartupException>(() => EmbeddedPostgres.StartAsync(_folder, [], default));
        Assert.Contains(":  could not locate a valid checkpoint record", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Its log is in {Cluster}/log.", exception.Message, StringComparison.Ordinal);
    }
}
