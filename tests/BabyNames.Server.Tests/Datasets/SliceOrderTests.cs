using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Checks that the dataset with the newest upload serves, whatever the order in which datasets are read.</summary>
public class SliceOrderTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => database.SqlAsync("TRUNCATE datasets CASCADE");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_older_upload_that_is_read_later_does_not_replace_a_newer_one()
    {
        var older = await Some.BegunAsync(database.Databases);
        await database.SqlAsync("UPDATE datasets SET uploaded_at = NOW() - INTERVAL '1 hour'");
        var newer = await Some.CompletedAsync(database.Databases, new(2001, 'F', "Emma", 10), new NameRecord(2001, 'M', "Liam", 7));

        await Some.CompleteAsync(database.Databases, older, new(2001, 'F', "Emma", 99), new NameRecord(2000, 'F', "Emma", 5));
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(
            [
                [2000, "Emma", 5L],
                [2001, "Emma", 10L],
                [2001, "Liam", 7L],
            ],
            await StatisticsAsync()
        );
        Assert.Equal(
            [
                [older.File.Id],
                [newer],
                [newer],
            ],
            await database.SqlAsync("SELECT dataset_id FROM dataset_slices WHERE hidden_at IS NULL ORDER BY year, gender")
        );
    }

    [Fact]
    public async Task A_newer_file_replaces_only_the_slices_that_it_has()
    {
        await Some.CompletedAsync(
            database.Databases,
            new(2001, 'F', "Emma", 10),
            new(2001, 'F', "Zoe", 5),
            new NameRecord(2001, 'M', "Liam", 7)
        );
        await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 11));
        Assert.Equal(
            [
                [2001, "Emma", 11L],
                [2001, "Liam", 7L],
            ],
            await StatisticsAsync()
        );
    }

    [Fact]
    public async Task A_file_does_not_replace_slices_of_another_country()
    {
        await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 10));
        await Some.CompletedInAsync("GB", database.Databases, new NameRecord(2001, 'F', "Emma", 11));
        Assert.Equal(
            [
                [2001, "Emma", 10L],
                [2001, "Emma", 11L],
            ],
            await StatisticsAsync()
        );
    }

    [Fact]
    public async Task A_slice_that_reprocessing_removes_returns_to_the_older_dataset()
    {
        var older = await Some.CompletedAsync(database.Databases, new(2001, 'F', "Emma", 10), new NameRecord(2001, 'M', "Liam", 7));
        var newer = await Some.CompletedAsync(database.Databases, new(2001, 'F', "Emma", 11), new NameRecord(2001, 'M', "Liam", 8));
        await Some.ReprocessedAsync(database.Databases, newer, new NameRecord(2001, 'F', "Emma", 12));
        Assert.Equal(
            [
                [2001, "Emma", 12L],
                [2001, "Liam", 7L],
            ],
            await StatisticsAsync()
        );
        Assert.Equal(
            [
                [newer],
                [older],
            ],
            await database.SqlAsync("SELECT dataset_id FROM dataset_slices WHERE hidden_at IS NULL ORDER BY year, gender")
        );
    }

    [Fact]
    public async Task A_reprocessed_hidden_dataset_serves_its_latest_rows()
    {
        var older = await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 10));
        var newer = await Some.CompletedAsync(database.Databases, new NameRecord(2001, 'F', "Emma", 11));
        await Some.ReprocessedAsync(database.Databases, older, new NameRecord(2001, 'F', "Emma", 20));
        await Some.ReprocessedAsync(database.Databases, newer, new NameRecord(2002, 'F', "Emma", 12));
        Assert.Equal(
            [
                [2001, "Emma", 20L],
                [2002, "Emma", 12L],
            ],
            await StatisticsAsync()
        );
    }

    /// <summary>Each load finds an empty table, which a single load fills without its indexes.</summary>
    [Fact]
    public async Task Two_concurrent_first_loads_both_complete()
    {
        var (us, gb) = (await Some.BegunAsync(database.Databases), await Some.BegunAsync(database.Databases, country: "GB"));
        var loads = new[] { us, gb }.Select(begun => Some.CompleteAsync(database.Databases, begun, new NameRecord(2001, 'F', "Emma", 10)));
        await Task.WhenAll(loads).WaitAsync(Eventually.Patience);
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(
            [
                [2001, "Emma", 10L],
                [2001, "Emma", 10L],
            ],
            await StatisticsAsync()
        );
    }

    [Fact]
    public async Task After_two_concurrent_loads_of_one_country_one_dataset_serves_each_slice()
    {
        await Some.CompletedAsync(database.Databases, new NameRecord(1999, 'F', "Emma", 1));
        var first = await Some.BegunAsync(database.Databases);
        var second = await Some.BegunAsync(database.Databases);
        await Task.WhenAll(
            Some.CompleteAsync(database.Databases, first, new NameRecord(2001, 'F', "Emma", 10)),
            Some.CompleteAsync(database.Databases, second, new NameRecord(2001, 'F', "Emma", 11))
        );
        await Some.RefreshedAsync(database.Databases);
        Assert.Equal(
            [
                [1999, "Emma", 1L],
                [2001, "Emma", 11L],
            ],
            await StatisticsAsync()
        );
    }

    private Task<List<object[]>> StatisticsAsync() =>
        database.SqlAsync("SELECT year, name, total_count FROM name_statistics ORDER BY year, name, total_count");
}
