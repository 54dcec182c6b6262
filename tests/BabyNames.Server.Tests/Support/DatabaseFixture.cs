using BabyNames.Data;

namespace BabyNames.Server.Tests.Support;

/// <summary>Creates an empty migrated database for each test class that uses the fixture. No server runs.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private Databases? _databases;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The data sources of the database by role, as the server uses them.</summary>
    public Databases Databases => _databases!;

    public async Task InitializeAsync()
    {
        ConnectionString = await TestDatabase.CreateAsync();
        _databases = new(new(ConnectionString));
    }

    public async Task DisposeAsync()
    {
        if (_databases is null)
            return;
        await _databases.DisposeAsync();
        await TestDatabase.DropAsync(ConnectionString);
    }

    /// <summary>Runs a statement as the owner of the tables and returns its rows.</summary>
    public Task<List<object[]>> SqlAsync(string sql, params object[] parameters) => Databases.Owner.SqlAsync(sql, parameters);
}
