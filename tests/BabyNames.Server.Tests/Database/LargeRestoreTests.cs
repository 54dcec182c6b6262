using BabyNames.Data.Ingestion;
using BabyNames.Data.Statistics;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Database;

/// <summary>Tests the restoration of more rows than all live rows. The indexes of <c>names</c> are built after such a
/// restoration.</summary>
public class LargeRestoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const string Indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = 'names' ORDER BY 1";

    private const string UniqueIndex = "SELECT 'uq_names_dataset_year_name_gender'::REGCLASS::OID::BIGINT";

    private readonly DatasetDeletion _deletion = new(database.Databases);

    [Fact]
    public async Task A_restored_large_dataset_has_its_rows_figures_and_indexes()
    {
        var archive = await Some.CompletedAsync(database.Databases, Rows(5));
        var before = await database.Databases.Owner.OneAsync<long>(UniqueIndex);
        await Some.CompletedInAsync("CA", database.Databases, new NameRecord(2000, 'F', "Emma", 10));
        Assert.Equal(before, await database.Databases.Owner.OneAsync<long>(UniqueIndex));
        var (indexes, figures) = (await database.SqlAsync(Indexes), await FiguresAsync());

        Assert.True(await _deletion.DeleteAsync(archive, default));
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(
            [
                ["CA", 1L, 10L],
            ],
            await FiguresAsync()
        );
        Assert.Equal((true, null), await _deletion.RestoreAsync(archive, default));
        await Some.RefreshedAsync(database.Databases);

        Assert.Equal(figures, await FiguresAsync());
        Assert.Equal(indexes, await database.SqlAsync(Indexes));
        Assert.NotEqual(before, await database.Databases.Owner.OneAsync<long>(UniqueIndex));

        // The next dataset takes over slices, so its transactions hide some rows and show others.
        var next = await Some.CompletedAsync(database.Databases, Rows(6));
        var later = await FiguresAsync();
        Assert.True(await _deletion.DeleteAsync(next, default));
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(figures, await FiguresAsync());
        Assert.Equal((true, null), await _deletion.RestoreAsync(next, default));
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(later, await FiguresAsync());
        Assert.Equal(indexes, await database.SqlAsync(Indexes));
        Assert.All((await new StatisticsCheck(database.Databases).CompareAsync(default))!, table => Assert.Equal(0, table.Rows));
    }

    private static NameRecord[] Rows(int births) =>
        [
            .. from number in Enumerable.Range(0, 30_000)
            from gender in "FM"
            select new NameRecord(2000 + number % 2, gender, Name(number), births + number % 7),
        ];

    private Task<List<object[]>> FiguresAsync() =>
        database.SqlAsync(
            "SELECT country_code, COUNT(*), SUM(total_count)::BIGINT FROM name_statistics GROUP BY country_code ORDER BY country_code"
        );

    private static string Name(int number) => $"N{string.Concat(number.ToString().Select(digit => (char)('a' + digit - '0')))}";
}
