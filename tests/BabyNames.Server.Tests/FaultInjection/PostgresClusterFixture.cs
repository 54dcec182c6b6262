using BabyNames.Data.Migrations;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A separate PostgreSQL that tests may stop. It has the settings of the product, so committed data survives a crash.</summary>
public sealed class PostgresClusterFixture : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private EmbeddedPostgres? _postgres;
    private int _databases;

    /// <summary>The folder of the PostgreSQL socket.</summary>
    public string Host => new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString).Host!;

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        TestFolder.Delete(_folder);
    }

    public async Task StartAsync() => _postgres = await EmbeddedPostgres.StartAsync(_folder, [], CancellationToken.None);

    /// <param name="immediately">Whether PostgreSQL stops as in a crash: it flushes nothing, disconnects its sessions, and recovers at the
    /// next start.</param>
    public async Task StopAsync(bool immediately = false)
    {
        if (immediately)
        {
            using var postmaster = PostgresFolder.Choose(_folder).Postmaster()!;
            await Executable.SignalAsync(postmaster.Id, "QUIT");
            await Eventually.SeeAsync(() => Task.FromResult(postmaster.HasExited), exited => exited, "PostgreSQL to stop");
        }
        await _postgres!.DisposeAsync();
    }

    /// <summary>Creates a database with the whole schema and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"faults_{Interlocked.Increment(ref _databases)}";
        var connection = new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString) { Pooling = false };
        await using (var any = NpgsqlDataSource.Create(connection))
        {
            await any.SqlAsync($"CREATE DATABASE {name}");
        }
        connection.Database = name;
        await using var owner = NpgsqlDataSource.Create(connection);
        await new SchemaMigrator(owner).UpAsync(CancellationToken.None);
        return connection.ConnectionString;
    }
}

/// <summary>The fault tests. They run one after another on one machine, because they wait for moments of other processes.</summary>
[CollectionDefinition(Name)]
public sealed class FaultInjectionCollection : ICollectionFixture<PostgresClusterFixture>
{
    public const string Name = "faults";
}
