using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BabyNames.Server.Tests.Database;

/// <summary>Checks that the EF model matches the schema that the SQL files define.</summary>
public class ModelMappingTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    public static TheoryData<string> Entities =>
        [.. Context(new Databases(new("Host=none"))).Model.GetEntityTypes().Where(HasTable).Select(entity => entity.ClrType.Name)];

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task Every_mapped_column_can_be_read(string entity)
    {
        await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 200));
        await database.SqlAsync("INSERT INTO admin_actions (actor, action) VALUES ('a test', 'a test')");
        await database.SqlAsync(
            """
            INSERT INTO area_statistics (area, country_id, country_code, year, gender, name, total_count, rank, year_total, share)
            SELECT 'GB-SCT', id, code, 2001, 'F', 'Emma', 200, 1, 200, 100 FROM countries WHERE code = 'GB' ON CONFLICT DO NOTHING
            """
        );
        await using var context = Context(database.Databases);
        var read = typeof(ModelMappingTests).GetMethod(nameof(ReadAsync), BindingFlags.Static | BindingFlags.NonPublic)!;
        await (Task)read.MakeGenericMethod(Entity(context, entity).ClrType).Invoke(null, [context])!;
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task A_property_is_nullable_exactly_where_its_column_is(string entity)
    {
        await using var context = Context(database.Databases);
        var mapped = Entity(context, entity);
        // The columns of the table are nullable, but its view omits rows with a null.
        if (Table(mapped) == "searchable_names")
            return;
        const string sql = "SELECT attname::TEXT FROM pg_attribute WHERE attrelid = $1::REGCLASS AND attnum > 0 AND attnotnull";
        var notNull = (await database.SqlAsync(sql, Table(mapped))).Select(row => (string)row[0]).ToHashSet();
        const string columns = "SELECT attname::TEXT FROM pg_attribute WHERE attrelid = $1::REGCLASS AND attnum > 0";
        var known = (await database.SqlAsync(columns, Table(mapped))).Select(row => (string)row[0]).ToHashSet();
        // Further columns of a view come from a joined row that always exists, so they are never null.
        Assert.All(
            mapped.GetProperties(),
            property =>
                Assert.Equal(notNull.Contains(property.GetColumnName()) || !known.Contains(property.GetColumnName()), !property.IsNullable)
        );
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public async Task The_key_of_an_entity_is_unique_in_the_database(string entity)
    {
        await using var context = Context(database.Databases);
        var mapped = Entity(context, entity);
        // DISTINCT makes the rows of this view unique, so there is no unique index.
        if (mapped.GetViewName() == "years")
            return;
        var key = string.Join(", ", mapped.FindPrimaryKey()!.Properties.Select(property => property.GetColumnName()));
        Assert.Equal(
            1L,
            await database.Databases.Owner.OneAsync<long>(
                """
                SELECT COUNT(*) FROM pg_index i WHERE indrelid = $1::REGCLASS AND indisunique AND indpred IS NULL AND $2 = (
                    SELECT STRING_AGG(a.attname, ', ' ORDER BY k.place) FROM UNNEST(i.indkey) WITH ORDINALITY k(number, place)
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
                """,
                Table(mapped),
                key
            )
        );
    }

    /// <summary>PostgreSQL removes the joins of a view from a plan if no selected column needs them.</summary>
    [Theory]
    [MemberData(nameof(Entities))]
    public async Task A_query_for_the_columns_of_a_table_does_not_join_others(string entity)
    {
        await using var context = Context(database.Databases);
        var mapped = Entity(context, entity);
        if (mapped.GetViewName() is not { } view)
            return;
        var own = mapped
            .GetProperties()
            .Select(property => property.GetColumnName())
            .Except([
                "country_name",
                "area_name",
                "area",
                "decade",
                "coverage",
                .. view is "names_view" or "datasets_view" or "dataset_slices_view" or "areas_view" ? new[] { "country_code" } : [],
            ]);
        var plan = await database.SqlAsync($"EXPLAIN SELECT {string.Join(", ", own)} FROM {view}");
        Assert.DoesNotContain(plan, line => Regex.IsMatch((string)line[0], "Join|Nested Loop"));
    }

    private static async Task ReadAsync<T>(DbContext context)
        where T : class => Assert.NotEmpty(await context.Set<T>().IgnoreQueryFilters().ToListAsync());

    /// <summary>Returns the table of an entity, or the table whose rows its view shows.</summary>
    private static string Table(IEntityType entity) =>
        entity.GetTableName()
        ?? entity.GetViewName()! switch
        {
            "gender_probabilities" or "distinct_names" => "searchable_names",
            "years" => "year_totals",
            var view => view[..^"_view".Length],
        };

    /// <summary>Whether the entity has a table or view. Other entities are the results of queries.</summary>
    private static bool HasTable(IEntityType entity) => (entity.GetTableName() ?? entity.GetViewName()) is not null;

    private static IEntityType Entity(DbContext context, string name) =>
        context.Model.GetEntityTypes().Single(entity => entity.ClrType.Name == name);

    private static BabyNamesDbContext Context(Databases databases)
    {
        var options = new DbContextOptionsBuilder<BabyNamesDbContext>();
        Databases.Configure(options, databases.Reader);
        return new(options.Options);
    }
}
