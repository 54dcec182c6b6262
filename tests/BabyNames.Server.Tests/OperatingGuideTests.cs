using System.Text.RegularExpressions;
using BabyNames.Data;
using BabyNames.Data.Migrations;
using BabyNames.Server.Notifications;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests;

/// <summary>What docs/operating.md says in figures and of rights is so.</summary>
public sealed class OperatingGuideTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "operating.md"));

    [Fact]
    public void The_documented_number_of_connections_is_that_of_the_pools_and_listeners()
    {
        var pooled = typeof(Databases)
            .GetProperties()
            .Where(property => property.PropertyType == typeof(NpgsqlDataSource))
            .Select(property => new NpgsqlConnectionStringBuilder(
                ((NpgsqlDataSource)property.GetValue(database.Databases)!).ConnectionString
            ))
            .Where(settings => settings.Pooling)
            .Sum(settings => settings.MaxPoolSize);
        var listeners = typeof(NotificationListener).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(NotificationListener)));
        Assert.Contains($"A server uses up to {pooled + listeners} connections.", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_guide_has_no_number_of_migrations() =>
        Assert.DoesNotMatch($@"\b{Migration.Embedded.Count} of {Migration.Embedded.Count}\b|\b\d+ of \d+\b", Page);

    [Fact]
    public async Task Only_the_documented_columns_of_admin_actions_can_be_updated_and_no_row_can_be_deleted()
    {
        Assert.Empty(
            await database.SqlAsync(
                """
                SELECT rolname FROM pg_roles WHERE rolname LIKE 'api\_%'
                    AND HAS_TABLE_PRIVILEGE(rolname, 'admin_actions', 'DELETE, TRUNCATE')
                """
            )
        );
        var set = await database.SqlAsync(
            """
            SELECT rolname || ' ' || attname FROM pg_roles, pg_attribute
            WHERE rolname LIKE 'api\_%' AND attrelid = 'admin_actions'::regclass AND attnum > 0
                AND HAS_COLUMN_PRIVILEGE(rolname, attrelid, attname, 'UPDATE')
            ORDER BY attname
            """
        );
        var named = Regex.Match(Page, @"`(api_\w+)` adds rows, and sets `(\w+)`, `(\w+)`, `(\w+)` and `(\w+)`\s+of those there are").Groups;
        Assert.Equal(
            named.Values.Skip(2).Select(group => $"{named[1].Value} {group.Value}").Order(),
            set.Select(row => (string)row[0]).Order()
        );
    }
}
