using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Cluster;

/// <summary>A server with a primary and a standby.</summary>
public sealed class ReplicatedServerFixture : ServerFixture
{
    private ReplicatedPostgres? _postgres;

    internal ReplicatedPostgres Postgres => _postgres!;

    protected override async Task<string> CreateDatabaseAsync()
    {
        _postgres = await ReplicatedPostgres.StartAsync();
        return _postgres.ConnectionString;
    }

    protected override async Task DropDatabaseAsync() => await Postgres.DisposeAsync();
}
