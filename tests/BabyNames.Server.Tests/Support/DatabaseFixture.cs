using BabyNames.Data;

namespace BabyNames.Server.Tests.Support;

/// <summary>An empty migrated database of its own, without a server.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private Databases? _databases;

    public string ConnectionString { get; private set; } = "";

    /// <summary>By role, as the server has them.</summary>
    public Databases Databases => _databases!;

    public async Task InitializeAsync()
    {
        ConnectionString = await TestDatabase.CreateAsync();
        _databases = new(ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_databases is null)
            return;
        await _databases.DisposeAsync();
        await TestDatabase.DropAsync(ConnectionString);
    }

    /// <summary>The rows of a statement, run by the owner of the tables.</summary>
    public Task<List<object[]>> SqlAsync(string sql, params object[] parameters) => Databases.Owner.SqlAsync(sql, parameters);
}
