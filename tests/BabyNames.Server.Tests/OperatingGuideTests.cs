using System.Text.RegularExpressions;
using BabyNames.Data;
using BabyNames.Data.Migrations;
using BabyNames.Server.Notifications;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests;

/// <summary>Compares figures and grants in docs/operating.md and docs/security.md with the database.</summary>
public sealed class OperatingGuideTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly string Page = Read("operating.md");

    [Fact]
    public void The_documented_number_of_connections_is_that_of_the_pools_and_listeners()
    {
        var pooled = typeof(Databases)
            .GetProperties()
            .Where(property => property.PropertyType == typeof(NpgsqlDataSource))
            .Select(property => (NpgsqlDataSource)property.GetValue(database.Databases)!)
            .Distinct()
            .Select(source => new NpgsqlConnectionStringBuilder(source.ConnectionString))
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
        var named = Regex
            .Match(Read("security.md"), @"role `(api_\w+)`\s+adds\s+rows,\s+and\s+updates\s+`(\w+)`,\s+`(\w+)`,\s+`(\w+)`\s+and\s+`(\w+)`")
            .Groups;
        Assert.Equal(
            named.Values.Skip(2).Select(group => $"{named[1].Value} {group.Value}").Order(),
            set.Select(row => (string)row[0]).Order()
        );
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Folder, "docs", page));
}
