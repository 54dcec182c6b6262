using BabyNames.Data.Migrations;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Cluster;

/// <summary>A PostgreSQL and a standby that follows it by streaming replication, with a migrated database. Patroni, which
/// <c>scripts/cluster-drill.sh</c> runs, is not part of it.</summary>
internal sealed class ReplicatedPostgres : IAsyncDisposable
{
    private static readonly string[] Settings = ["wal_level=replica", "max_wal_senders=5", "shared_buffers=64MB", "wal_keep_size=64MB"];

    private readonly string _primaryFolder;
    private readonly string _standbyFolder;
    private readonly EmbeddedPostgres _primary;
    private readonly EmbeddedPostgres _standby;

    private ReplicatedPostgres(string primaryFolder, EmbeddedPostgres primary, string standbyFolder, EmbeddedPostgres standby)
    {
        (_primaryFolder, _primary, _standbyFolder, _standby) = (primaryFolder, primary, standbyFolder, standby);
        Primary = NpgsqlDataSource.Create(primary.ConnectionString);
        Standby = NpgsqlDataSource.Create(standby.ConnectionString);
    }

    /// <summary>The data source of the superuser on the first server, which is the primary until it is killed.</summary>
    public NpgsqlDataSource Primary { get; }

    /// <summary>The data source of the superuser on the second server, which is a standby until it is promoted.</summary>
    public NpgsqlDataSource Standby { get; }

    /// <summary>The connection string of a server: both hosts, the standby first.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_primary.ConnectionString) { Host = $"{HostOf(_standby)},{HostOf(_primary)}" }.ConnectionString;

    public static async Task<ReplicatedPostgres> StartAsync()
    {
        var primaryFolder = TestFolder.Create();
        var standbyFolder = TestFolder.Create();
        var primary = await EmbeddedPostgres.StartAsync(primaryFolder, Settings, CancellationToken.None);
        await using (var owner = NpgsqlDataSource.Create(primary.ConnectionString))
            await new SchemaMigrator(owner).UpAsync(CancellationToken.None);

        var copy = PostgresFolder.Choose(standbyFolder).Path;
        PostgresBinaries.ChangeOwner(standbyFolder);
        await PostgresBinaries
            .Find(clusterVersion: null)
            .RunAsync(
                "pg_basebackup",
                ["--host", HostOf(primary), "--username", "postgres", "--pgdata", copy, "--checkpoint", "fast", "--write-recovery-conf"],
                CancellationToken.None
            );
        // The socket of the primary is in its data folder, so that its lock is copied too.
        File.Delete(Path.Combine(copy, ".s.PGSQL.5432.lock"));
        var standby = await EmbeddedPostgres.StartAsync(standbyFolder, Settings, CancellationToken.None);
        var pair = new ReplicatedPostgres(primaryFolder, primary, standbyFolder, standby);
        await Eventually.SeeAsync(
            () => pair.Primary.OneAsync<long>("SELECT COUNT(*) FROM pg_stat_replication WHERE state = 'streaming'"),
            standbys => standbys == 1,
            "the standby to follow the primary"
        );
        return pair;
    }

    /// <summary>Waits until the standby has replayed everything that the primary has written.</summary>
    public async Task CaughtUpAsync()
    {
        var written = await Primary.OneAsync<string>("SELECT PG_CURRENT_WAL_LSN()::TEXT");
        await Eventually.SeeAsync(
            () => Standby.OneAsync<bool>($"SELECT PG_LAST_WAL_REPLAY_LSN() >= '{written}'"),
            replayed => replayed,
            "the standby to replay the changes"
        );
    }

    /// <summary>Sends SIGKILL to the primary.</summary>
    public async Task KillPrimaryAsync()
    {
        using var postmaster = PostgresFolder.Choose(_primaryFolder).Postmaster()!;
        await Executable.SignalAsync(postmaster.Id, "KILL");
        await Eventually.SeeAsync(() => Task.FromResult(postmaster.HasExited), exited => exited, "the primary to end");
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await Standby.DisposeAsync();
        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
        TestFolder.Delete(_standbyFolder);
        TestFolder.Delete(_primaryFolder);
    }

    private static string HostOf(EmbeddedPostgres postgres) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
}
