using System.Diagnostics;
using System.Globalization;
using BabyNames.Server.Configuration;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FirstRun;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    public void Dispose() => TestFolder.Delete(_folder);

    [Fact]
    public async Task PostgreSQL_starts_despite_a_stale_process_id_of_another_program()
    {
        await using (await EmbeddedPostgres.StartAsync(_folder, [], default)) { }
        // The file has the id of the test process, which is alive and is not a PostgreSQL.
        await File.WriteAllTextAsync(Path.Combine(PostgresFolder.Choose(_folder).Path, "postmaster.pid"), $"{Environment.ProcessId}\n");
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        Assert.Equal("babynames", await source.OneAsync<string>("SELECT CURRENT_DATABASE()::TEXT"));
    }

    [Fact]
    public async Task PostgreSQL_starts_although_sessions_of_a_killed_postmaster_still_run()
    {
        var killed = await EmbeddedPostgres.StartAsync(_folder, [], default);
        await using var connection = new NpgsqlConnection(killed.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT COUNT(*) FROM GENERATE_SERIES(1, 1000000000)", connection)
        {
            CommandTimeout = 0,
        };
        var counting = command.ExecuteScalarAsync();
        var id = (await File.ReadAllLinesAsync(Path.Combine(PostgresFolder.Choose(_folder).Path, "postmaster.pid")))[0];
        using (var postmaster = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)))
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
        }
        await killed.DisposeAsync();
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => counting);
    }

    [Fact]
    public async Task Only_one_server_can_use_a_data_folder()
    {
        await using (await EmbeddedPostgres.StartAsync(_folder, [], default))
        {
            var exception = await Assert.ThrowsAsync<StartupException>(() => EmbeddedPostgres.StartAsync(_folder, [], default));
            Assert.StartsWith($"Another babynames server uses {_folder}.", exception.Message, StringComparison.Ordinal);
            Assert.NotNull(EmbeddedPostgres.FindRunning(_folder));
        }
        Assert.Null(EmbeddedPostgres.FindRunning(_folder));
        await using var again = await EmbeddedPostgres.StartAsync(_folder, [], default);
    }

    [Fact]
    public async Task The_collation_is_C_and_the_encoding_is_UTF8()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        Assert.Equal(
            [
                ["Zoe", "zoe", "Élise"],
            ],
            await source.SqlAsync("SELECT LEAST('zoe', 'Élise', 'Zoe'), 'zoe', GREATEST('zoe', 'Élise', 'Zoe')")
        );
        Assert.Equal("élise", await source.OneAsync<string>("SELECT LOWER('ÉLISE')"));
    }

    [Fact]
    public async Task An_unknown_setting_of_PostgreSQL_fails_the_start()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() =>
            EmbeddedPostgres.StartAsync(_folder, ["no_such_setting=1"], default)
        );
        Assert.Contains("The private PostgreSQL did not start", exception.Message, StringComparison.Ordinal);
        await using var postgres = await EmbeddedPostgres.StartAsync(_folder, [], default);
    }
}
