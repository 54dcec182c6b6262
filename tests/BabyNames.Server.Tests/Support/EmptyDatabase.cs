using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>A database without a schema that one test owns and drops.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private EmptyDatabase(string connectionString) =>
        (ConnectionString, Owner) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Owner { get; }

    public static async Task<EmptyDatabase> CreateAsync() => new(await TestDatabase.CreateEmptyAsync());

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        await TestDatabase.DropAsync(ConnectionString);
    }
}
