using BabyNames.Data.Migrations;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Database;

/// <summary>Checks that the error names the missing rights if the user has fewer rights than the documentation requires.</summary>
public sealed class MigrationRightsTests : IAsyncLifetime
{
    private const string User = "babynames_plain_user";
    private EmptyDatabase? _database;

    public async Task InitializeAsync()
    {
        _database = await EmptyDatabase.CreateAsync();
        await _database.Owner.SqlAsync(
            $"CREATE ROLE {User} LOGIN PASSWORD 'plain'; GRANT {User} TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO {User}"
        );
    }

    public async Task DisposeAsync()
    {
        await _database!.Owner.SqlAsync($"DROP OWNED BY {User}; DROP ROLE {User}");
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_user_without_the_roles_gets_the_grant_that_a_superuser_runs()
    {
        var exception = await MigrateAsync();
        Assert.StartsWith(
            $"The user {User} cannot create the roles api_readonly, api_worker and api_writer, or cannot become a member of them: ",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"`GRANT api_readonly, api_worker, api_writer TO \"{User}\"`", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The database is in the state after a restore by another user.</summary>
    [Theory]
    [InlineData("REVOKE SELECT ON countries FROM api_readonly")]
    [InlineData("GRANT EXECUTE ON FUNCTION begin_first_load() TO PUBLIC")]
    public async Task A_user_who_does_not_own_the_tables_gets_the_way_to_restore(string sql)
    {
        await new SchemaMigrator(_database!.Owner).UpAsync(default);
        await _database.Owner.SqlAsync(
            $"GRANT api_readonly, api_worker, api_writer TO {User}; GRANT ALL ON schema_migrations TO {User}; {sql}"
        );
        var exception = await MigrateAsync();
        Assert.Contains("`pg_restore --no-owner`", exception.Message, StringComparison.Ordinal);
    }

    private async Task<MigrationException> MigrateAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(_database!.ConnectionString)
        {
            Username = User,
            Password = "plain",
            Pooling = false,
        };
        await using var source = NpgsqlDataSource.Create(connection);
        return await Assert.ThrowsAsync<MigrationException>(() => new SchemaMigrator(source).UpAsync(default));
    }
}
