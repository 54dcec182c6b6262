using System.Globalization;
using BabyNames.Data;
using BabyNames.Data.Statistics;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Database;

/// <summary>Checks that the statistics follow each kind of change of the live rows.</summary>
public class StatisticsTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly Databases _databases = database.Databases;

    /// <summary>The changes are loads, takeovers, reprocessings, deletions, restorations and purges. The files are about whole countries
    /// and areas, and have several sources. Sessions are terminated at random moments of a load or a refresh. An independent model computes
    /// which file serves each area, year and sex, and every figure. <c>BABYNAMES_TEST_CHANGES=1000</c> runs 1,000 changes instead of
    /// 60.</summary>
    [Fact]
    public async Task Statistics_equal_a_model_in_memory_after_random_changes()
    {
        var steps = int.Parse(Environment.GetEnvironmentVariable("BABYNAMES_TEST_CHANGES") ?? "60", CultureInfo.InvariantCulture);
        var changes = new RandomChanges(_databases, new Random(20260));
        for (var step = 0; step < steps; step++)
        {
            await changes.MakeOneAsync();
            if (changes.Random.Next(3) > 0 && step < steps - 1)
                continue;
            await changes.RefreshAsync();
            Assert.All(await ComparedAsync(), table => Assert.Empty(table.First));
            await AssertFiguresAsync(changes.Model);
        }
        Assert.True(changes.Refused > steps / 60, "Too few claims were refused.");
        Assert.True(changes.Killed > steps / 60, "Too few sessions were terminated.");
    }

    [Fact]
    public async Task The_check_lists_differences_and_a_rebuild_removes_them()
    {
        await Some.CompletedInAsync(
            "AU",
            _databases,
            new(2001, 'F', "Emma", 110),
            new(2001, 'F', "Zoë", 90),
            new(2002, 'M', "Liam", 120),
            new(2003, 'M', "Liam", 30)
        );
        await database.SqlAsync(
            """
            UPDATE name_statistics SET rank = 7 WHERE country_code = 'AU' AND name = 'Zoë';
            DELETE FROM year_totals WHERE country_code = 'AU' AND year = 2002;
            UPDATE searchable_names SET last_year = 2099 WHERE country_code = 'AU' AND name = 'Emma';
            INSERT INTO decade_statistics SELECT country_id, country_code, 1980, gender, name, 1, 1, 1, 1, 100, coverage
                FROM name_statistics
            WHERE country_code = 'AU' AND name = 'Emma'
            """
        );
        string[] expected =
        [
            "name_statistics AU 2001 F Zoë: total_count 90, dataset_count 1, rank 7, share 45.00, coverage AU, year_total 200"
                + " -> total_count 90, dataset_count 1, rank 2, share 45.00, coverage AU, year_total 200",
            "year_totals AU 2002 M:  -> births 120, names 1, smallest_count 120, largest_count 120, coverage AU",
            "decade_statistics AU 1980 F Emma: total_count 1, dataset_count 1, rank 1, share 100.00, coverage AU, decade_total 1 -> ",
            "searchable_names AU Emma: births 110, folded emma, female_births 110, male_births 0, first_year 2001, last_year 2099"
                + " -> births 110, folded emma, female_births 110, male_births 0, first_year 2001, last_year 2001",
        ];

        Assert.Equal(expected, (await ComparedAsync()).SelectMany(Lines));
        Assert.Equal(expected, (await new StatisticsCheck(_databases).RebuildAsync(default))!.SelectMany(Lines));
        Assert.All(await ComparedAsync(), table => Assert.Equal(0, table.Rows));

        static IEnumerable<string> Lines(StatisticsComparison table) =>
            table.First.Select(row => $"{table.Table} {row.Key}: {row.Stored} -> {row.Computed}");
    }

    [Fact]
    public async Task A_change_that_a_refresh_did_not_see_remains_for_the_next_refresh()
    {
        var refresher = new StatisticsRefresher(_databases);
        await using var connection = await _databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO changed_cells SELECT id, 1999, 'F' FROM areas WHERE code = 'CA'";
        await command.ExecuteNonQueryAsync();
        await database.SqlAsync("INSERT INTO changed_cells SELECT id, 1999, 'M' FROM areas WHERE code = 'CA'");
        var version = await refresher.RefreshIfDueAsync(default);
        Assert.NotNull(version);
        Assert.False(await refresher.IsDueAsync(default));
        await transaction.CommitAsync();
        Assert.Equal(version, await refresher.DueVersionAsync(default));
        Assert.Equal(version + 1, await refresher.RefreshIfDueAsync(default));
    }

    private async Task<IReadOnlyList<StatisticsComparison>> ComparedAsync() =>
        (await new StatisticsCheck(_databases).CompareAsync(default))!;

    private async Task AssertFiguresAsync(ServedModel model)
    {
        const string where = "country_code IN ('US', 'GB', 'CA')";
        Assert.Equal(
            model.Statistics().Order(StringComparer.Ordinal),
            await LinesAsync(
                $"SELECT CONCAT_WS(' ', country_code, year, gender, name, total_count, rank, year_total, coverage) "
                    + $"FROM name_statistics WHERE {where}"
            )
        );
        Assert.Equal(
            model.Totals().Order(StringComparer.Ordinal),
            await LinesAsync(
                $"SELECT CONCAT_WS(' ', country_code, name, female_births, male_births, first_year, last_year) FROM searchable_names "
                    + $"WHERE {where}"
            )
        );
        Assert.Equal(
            model.Decades().Order(StringComparer.Ordinal),
            await LinesAsync(
                $"SELECT CONCAT_WS(' ', country_code, decade, gender, name, total_count, decade_total, coverage) "
                    + $"FROM decade_statistics WHERE {where}"
            )
        );
        Assert.Equal(
            model.Parts().Order(StringComparer.Ordinal),
            await LinesAsync(
                $"SELECT CONCAT_WS(' ', area, country_code, year, gender, name, total_count, rank, year_total) FROM area_statistics "
                    + $"WHERE {where}"
            )
        );
    }

    private async Task<IEnumerable<string>> LinesAsync(string sql) =>
        (await database.SqlAsync(sql)).Select(row => (string)row[0]).Order(StringComparer.Ordinal);
}
