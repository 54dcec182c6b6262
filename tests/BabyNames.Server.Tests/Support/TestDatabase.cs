using BabyNames.Data.Migrations;
using Npgsql;

namespace BabyNames.Server.Tests.Support;

/// <summary>A database for each test class, cloned from one migrated template: a clone takes 0.1 s.</summary>
internal static class TestDatabase
{
    private static readonly string Run = $"babynames_test_{Guid.NewGuid():N}"[..23];
    private static readonly Lazy<Task<TestPostgres>> Postgres = new(TestPostgres.StartAsync);
    private static readonly Lazy<Task<string>> Template = new(MigrateTemplateAsync);

    /// <summary>PostgreSQL refuses to clone a template while it is being cloned.</summary>
    private static readonly SemaphoreSlim OneAtATime = new(1);
    private static int _count;

    /// <summary>Connection string of a new database with the whole schema and no rows of its own.</summary>
    public static async Task<string> CreateAsync() => await CreateAsync(await Template.Value);

    /// <summary>Connection string of a new database without anything in it.</summary>
    public static async Task<string> CreateEmptyAsync()
    {
        // Roles belong to the cluster: two databases that are the first to be migrated would both create them.
        await Template.Value;
        return await CreateAsync("template0");
    }

    public static Task DropAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>After the last test: leaves nothing behind.</summary>
    public static async Task StopAsync()
    {
        if (!Postgres.IsValueCreated || !Postgres.Value.IsCompletedSuccessfully)
            return;
        if (Template.IsValueCreated && Template.Value.IsCompletedSuccessfully)
            await DropAsync((await ConnectionAsync(await Template.Value)).ConnectionString);
        await (await Postgres.Value).StopAsync();
    }

    private static async Task<string> MigrateTemplateAsync()
    {
        var connection = await ConnectionAsync($"{Run}_template");
        await ExecuteAsync($"CREATE DATABASE {connection.Database} TEMPLATE template0");
        await using var owner = NpgsqlDataSource.Create(connection);
        await new SchemaMigrator(owner).UpAsync(CancellationToken.None);
        return connection.Database!;
    }

    private static async Task<string> CreateAsync(string template)
    {
        var connection = await ConnectionAsync($"{Run}_{Interlocked.Increment(ref _count)}");
        await OneAtATime.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {connection.Database} TEMPLATE {template}");
        }
        finally
        {
            OneAtATime.Release();
        }
        return connection.ConnectionString;
    }

    private static async Task<NpgsqlConnectionStringBuilder> ConnectionAsync(string database) =>
        new((await Postgres.Value).ConnectionString) { Database = database };

    private static async Task ExecuteAsync(string sql)
    {
        var maintenance = new NpgsqlConnectionStringBuilder((await Postgres.Value).ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
