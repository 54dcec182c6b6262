using System.Reflection;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BabyNames.Server.Tests.Database;

/// <summary>EF maps what SQL files define: the two must not part.</summary>
public class ModelTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    public static TheoryData<string> Entities =>
        [.. Context(new Databases("Host=none")).Model.GetEntityTypes().Select(entity => entity.ClrType.Name)];

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task Every_mapped_column_can_be_read(string entity)
    {
        await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 200));
        await database.SqlAsync("INSERT INTO admin_actions (actor, action) VALUES ('a test', 'a test')");
        await using var context = Context(database.Databases);
        var read = typeof(ModelTests).GetMethod(nameof(ReadAsync), BindingFlags.Static | BindingFlags.NonPublic)!;
        await (Task)read.MakeGenericMethod(Entity(context, entity).ClrType).Invoke(null, [context])!;
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task A_property_may_be_null_exactly_where_its_column_may(string entity)
    {
        await using var context = Context(database.Databases);
        var mapped = Entity(context, entity);
        if (mapped.GetTableName() is not { } table)
            return;
        const string sql = "SELECT attname::TEXT FROM pg_attribute WHERE attrelid = $1::REGCLASS AND attnum > 0 AND attnotnull";
        var notNull = (await database.SqlAsync(sql, table)).Select(row => (string)row[0]).ToHashSet();
        Assert.All(mapped.GetProperties(), property => Assert.Equal(notNull.Contains(property.GetColumnName()), !property.IsNullable));
    }

    /// <summary>Rows of <c>gender_probabilities</c> are rows of this table.</summary>
    private const string TableOfView = "searchable_names";

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task The_key_is_unique_in_the_database(string entity)
    {
        await using var context = Context(database.Databases);
        var mapped = Entity(context, entity);
        var key = string.Join(", ", mapped.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()));
        Assert.Equal(1L, await database.Databases.Owner.OneAsync<long>("""
            SELECT COUNT(*) FROM pg_index i WHERE indrelid = $1::REGCLASS AND indisunique AND indpred IS NULL AND $2 = (
                SELECT STRING_AGG(a.attname, ', ' ORDER BY k.place) FROM UNNEST(i.indkey) WITH ORDINALITY k(number, place)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
            """, mapped.GetTableName() ?? TableOfView, key));
    }

    private static async Task ReadAsync<T>(DbContext context)
        where T : class => Assert.NotEmpty(await context.Set<T>().IgnoreQueryFilters().ToListAsync());

    private static IEntityType Entity(DbContext context, string name) =>
        context.Model.GetEntityTypes().Single(entity => entity.ClrType.Name == name);

    private static BabyNamesDbContext Context(Databases databases)
    {
        var options = new DbContextOptionsBuilder<BabyNamesDbContext>();
        databases.Configure(options);
        return new(options.Options);
    }
}
