using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>One test's own database without a schema.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private readonly string _connectionString;

    private EmptyDatabase(string connectionString) =>
        (_connectionString, Owner) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public NpgsqlDataSource Owner { get; }

    public static async Task<EmptyDatabase> CreateAsync() => new(await TestDatabase.CreateEmptyAsync());

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        await TestDatabase.DropAsync(_connectionString);
    }
}
