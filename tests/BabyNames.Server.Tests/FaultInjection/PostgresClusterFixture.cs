using BabyNames.Data.Migrations;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A PostgreSQL of its own, which tests may stop, with the settings of the product: it keeps what it has committed.</summary>
public sealed class PostgresClusterFixture : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private EmbeddedPostgres? _postgres;
    private int _databases;

    /// <summary>Where its socket is.</summary>
    public string Host => new NpgsqlConnectionStringBuilder(_postgres!.ConnectionString).Host!;

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        TestFolder.Delete(_folder);
    }

    public async Task StartAsync() => _postgres = await EmbeddedPostgres.StartAsync(_folder, [], CancellationToken.None);

    /// <param name="immediately">As at a crash: nothing is flushed, sessions are cut, and the next start recovers.</param>
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

    /// <summary>Connection string of a new database with the whole schema.</summary>
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

/// <summary>All of them on one machine, one after another: they wait for moments of each other's processes.</summary>
[CollectionDefinition(Name)]
public sealed class FaultInjectionCollection : ICollectionFixture<PostgresClusterFixture>
{
    public const string Name = "faults";
}
