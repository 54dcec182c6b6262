using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.Ingestion;
using BabyNames.Data.Statistics;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Database;

/// <summary>Statistics follow whatever changes the live rows.</summary>
public class StatisticsTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const int Steps = 60;
    private static readonly string[] Names = ["Emma", "Liam", "Zoë", "Ana", "Max", "Kim", "Bo"];

    private readonly Databases _databases = database.Databases;

    /// <summary>An independent model says which dataset serves each year and sex, and every figure.</summary>
    [Fact]
    public async Task After_any_changes_every_figure_is_that_of_the_model()
    {
        var random = new Random(20260);
        var files = new List<Model>();
        for (var step = 0; step < Steps; step++)
        {
            await ChangeAsync(random, files);
            if (random.Next(3) > 0 && step < Steps - 1)
                continue;
            await Some.RefreshedAsync(_databases);
            Assert.All(await ComparedAsync(), table => Assert.Empty(table.First));
            await AssertFiguresAsync(files);
        }
    }

    [Fact]
    public async Task Differences_are_listed_and_a_rebuild_mends_them()
    {
        await Some.CompletedInAsync("AU", _databases, new(2001, 'F', "Emma", 110), new(2001, 'F', "Zoë", 90), new(2002, 'M', "Liam", 120));
        await database.SqlAsync("""
            UPDATE name_statistics SET rank = 7 WHERE country_code = 'AU' AND name = 'Zoë';
            DELETE FROM year_totals WHERE country_code = 'AU' AND year = 2002;
            UPDATE searchable_names SET last_year = 2099 WHERE country_code = 'AU' AND name = 'Emma';
            INSERT INTO decade_statistics SELECT country_id, country_code, 1980, gender, name, 1, 1, 1, 1, 100 FROM name_statistics
            WHERE country_code = 'AU' AND name = 'Emma'
            """);
        string[] expected =
        [
            "name_statistics AU 2001 F Zoë: total_count 90, dataset_count 1, rank 7, year_total 200, share 45.00"
                + " -> total_count 90, dataset_count 1, rank 2, year_total 200, share 45.00",
            "year_totals AU 2002 M:  -> births 120, names 1, smallest_count 120, largest_count 120",
            "decade_statistics AU 1980 F Emma: total_count 1, dataset_count 1, rank 1, year_total 1, share 100.00 -> ",
            "searchable_names AU Emma: births 110, folded emma, female_births 110, male_births 0, first_year 2001, last_year 2099"
                + " -> births 110, folded emma, female_births 110, male_births 0, first_year 2001, last_year 2001",
        ];

        Assert.Equal(expected, (await ComparedAsync()).SelectMany(Lines));
        Assert.Equal(expected, (await new StatisticsCheck(_databases).RebuildAsync(default))!.SelectMany(Lines));
        Assert.All(await ComparedAsync(), table => Assert.Equal(0, table.Rows));

        static IEnumerable<string> Lines(StatisticsComparison table) => table.First.Select(row => $"{table.Table} {row.Key}: {row.Stored} -> {row.Computed}");
    }

    [Fact]
    public async Task A_change_that_a_refresh_did_not_see_is_left_for_the_next_one()
    {
        var refresher = new StatisticsRefresher(_databases);
        await using var connection = await _databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO changed_cells SELECT id, 1999, 'F' FROM countries WHERE code = 'CA'";
        await command.ExecuteNonQueryAsync();
        await database.SqlAsync("INSERT INTO changed_cells SELECT id, 1999, 'M' FROM countries WHERE code = 'CA'");
        var version = await refresher.RefreshIfDueAsync(default);
        Assert.NotNull(version);
        Assert.False(await refresher.IsDueAsync(default));
        await transaction.CommitAsync();
        Assert.Equal(version, await refresher.DueVersionAsync(default));
        Assert.Equal(version + 1, await refresher.RefreshIfDueAsync(default));
    }

    private async Task ChangeAsync(Random random, List<Model> files)
    {
        var live = files.Where(file => !file.IsDeleted).ToList();
        var deleted = files.Where(file => file.IsDeleted).ToList();
        var deletion = new DatasetDeletion(_databases);
        switch (random.Next(5))
        {
            case 0 when live.Count > 0:
                var gone = live[random.Next(live.Count)];
                Assert.True(await deletion.DeleteAsync(gone.Id, default));
                gone.IsDeleted = true;
                break;
            case 1 when deleted.Count > 0:
                var back = deleted[random.Next(deleted.Count)];
                Assert.True((await deletion.RestoreAsync(back.Id, disjoint: null, default)).Done);
                back.IsDeleted = false;
                break;
            case 2 when live.Count > 0:
                var again = live[random.Next(live.Count)];
                again.Rows = Rows(random);
                await new DatasetStore(_databases).ReprocessAsync(again.Id, new("a test"), disjoint: null, default);
                await Some.CompleteAsync(_databases, await Some.BeginAsync(_databases, again.Id), again.Rows);
                break;
            default:
                var country = random.Next(2) == 0 ? "US" : "GB";
                var begun = await Some.BegunAsync(_databases, country: country);
                var rows = Rows(random);
                await Some.CompleteAsync(_databases, begun, rows);
                files.Add(new(begun.File.Id, country, rows));
                break;
        }
    }

    private static NameRecord[] Rows(Random random) =>
    [
        .. from year in Enumerable.Range(random.Next(1996, 2002), random.Next(1, 4))
           from gender in random.Next(3) switch { 0 => "F", 1 => "M", _ => "FM" }
           from name in Names.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToList()
           select new NameRecord(year, gender, name, random.Next(1, 200)),
    ];

    private async Task<IReadOnlyList<StatisticsComparison>> ComparedAsync() => (await new StatisticsCheck(_databases).CompareAsync(default))!;

    private async Task AssertFiguresAsync(List<Model> files)
    {
        // The newest that holds a year and sex serves it.
        var served = files.Where(file => !file.IsDeleted)
            .SelectMany(file => file.Rows.Select(row => (file.Country, Row: row, File: file)))
            .GroupBy(held => (held.Country, held.Row.Year, held.Row.Gender))
            .Select(slice => (slice.Key, Rows: slice.Where(held => held.File == slice.Last().File).Select(held => held.Row).ToList()))
            .ToList();
        var statistics = served.SelectMany(slice => slice.Rows.Select(row => string.Create(CultureInfo.InvariantCulture,
            $"{slice.Key.Country} {slice.Key.Year} {slice.Key.Gender} {row.Name} {row.Count} {1 + slice.Rows.Count(other => other.Count > row.Count)} {slice.Rows.Sum(other => other.Count)}")));
        Assert.Equal(statistics.Order(StringComparer.Ordinal), await LinesAsync("""
            SELECT CONCAT_WS(' ', country_code, year, gender, name, total_count, rank, year_total) FROM name_statistics WHERE country_code IN ('US', 'GB')
            """));
        var totals = served.SelectMany(slice => slice.Rows.Select(row => (slice.Key.Country, Row: row)))
            .GroupBy(row => (row.Country, row.Row.Name))
            .Select(name => $"{name.Key.Country} {name.Key.Name} {name.Where(row => row.Row.Gender == 'F').Sum(row => row.Row.Count)} "
                + $"{name.Where(row => row.Row.Gender == 'M').Sum(row => row.Row.Count)} {name.Min(row => row.Row.Year)} {name.Max(row => row.Row.Year)}");
        Assert.Equal(totals.Order(StringComparer.Ordinal), await LinesAsync("""
            SELECT CONCAT_WS(' ', country_code, name, female_births, male_births, first_year, last_year) FROM searchable_names
            WHERE country_code IN ('US', 'GB')
            """));
    }

    private async Task<IEnumerable<string>> LinesAsync(string sql) =>
        (await database.SqlAsync(sql)).Select(row => (string)row[0]).Order(StringComparer.Ordinal);

    /// <summary>In the order of their upload.</summary>
    private sealed class Model(Guid id, string country, NameRecord[] rows)
    {
        public Guid Id { get; } = id;

        public string Country { get; } = country;

        public NameRecord[] Rows { get; set; } = rows;

        public bool IsDeleted { get; set; }
    }
}
