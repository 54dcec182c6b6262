namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests which dataset serves an area, year and sex. The dataset with the latest claim serves it. A dataset claims the slices of
/// another source only with takeOver.</summary>
public sealed class SliceClaimTests(AreaFixture server) : IClassFixture<AreaFixture>, IAsyncLifetime
{
    private const string Reason = ", reason: \"a test\"";

    public Task InitializeAsync() => server.RemoveDatasetsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_file_replaces_the_year_of_another_source_only_with_takeOver()
    {
        var first = await LoadAsync("first.csv", 2012, 10, "A");
        var second = await LoadAsync("second.csv", 2012, 20, "B");
        Assert.Equal(
            $"failed BN209: second.csv: dataset {first} of another source (generic_csv, A) serves FR, 2012, F. Claim its years and "
                + "sexes with takeOver, specify the area that this file is about, or delete that dataset.",
            await server.StatusAsync(second)
        );
        Assert.Equal(["2012 F Anna 10 FR"], await server.FiguresAsync("FR"));

        AreaFixture.AssertDone(await server.MutateAsync("reprocessDataset", second, Reason + ", takeOver: true"));
        Assert.Equal(["2012 F Anna 20 FR"], await server.FiguresAsync("FR"));
        AreaFixture.AssertDone(await server.MutateAsync("deleteDataset", second));
        Assert.Equal(["2012 F Anna 10 FR"], await server.FiguresAsync("FR"));
        AreaFixture.AssertDone(await server.MutateAsync("restoreDataset", second));
        Assert.Equal(["2012 F Anna 20 FR"], await server.FiguresAsync("FR"));
    }

    [Fact]
    public async Task A_newer_file_of_the_same_source_replaces_the_year_and_reprocessing_claims_only_added_slices()
    {
        var first = await LoadAsync("first.csv", 2012, 10, "A");
        await LoadAsync("second.csv", 2012, 20, "A");
        Assert.Equal(["2012 F Anna 20 FR"], await server.FiguresAsync("FR"));
        AreaFixture.AssertDone(await server.MutateAsync("reprocessDataset", first, Reason));
        Assert.Equal(["2012 F Anna 20 FR"], await server.FiguresAsync("FR"));
        // The dataset changes its source and keeps its place in the order of claims.
        AreaFixture.AssertDone(await server.MutateAsync("reprocessDataset", first, Reason + ", publisher: \"B\""));
        Assert.Equal("completed ", await server.StatusAsync(first));
        Assert.Equal(["2012 F Anna 20 FR"], await server.FiguresAsync("FR"));
    }

    [Fact]
    public async Task A_national_file_replaces_files_of_areas_only_with_takeOver()
    {
        var part = await server.LoadAsync("GB", "scotland.csv", Csv(2012, 5), ", area: \"GB-SCT\"");
        var whole = await server.LoadAsync("GB", "whole.csv", Csv(2012, 50), ", area: \"GB\"");
        Assert.StartsWith(
            $"failed BN209: whole.csv: the file is about the whole country, but dataset {part} serves a part of it: GB-SCT, 2012, F.",
            await server.StatusAsync(whole),
            StringComparison.Ordinal
        );
        // A file about an area conflicts with a national file only in the same year.
        await server.LoadAsync("GB", "whole2013.csv", Csv(2013, 60), ", area: \"GB\"");
        AreaFixture.AssertDone(await server.MutateAsync("reprocessDataset", whole, Reason + ", takeOver: true"));
        Assert.Equal(["2012 F Anna 50 GB", "2013 F Anna 60 GB"], await server.FiguresAsync("GB"));
    }

    /// <summary>The upload itself is refused if its arguments state the year and sex.</summary>
    [Fact]
    public async Task A_conflict_that_the_arguments_show_is_refused_at_the_upload()
    {
        const string australian = "Given Name,Amount,Position\nANNA,5,1\n";
        await server.LoadAsync("AU", "sa.csv", Csv(2001, 7), ", area: \"AU-SA\"");
        AreaFixture.AssertRefused(
            await server.SendAsync("AU", "top.csv", australian, ", year: 2001, gender: F"),
            "BN209",
            "serves AU-SA, 2001, F"
        );
        await server.LoadAsync("AU", "top.csv", australian, ", year: 2001, gender: F, takeOver: true");
        Assert.Equal(["2001 F Anna 5 AU-SA"], await server.FiguresAsync("AU"));
    }

    [Fact]
    public async Task Reprocessing_with_a_parser_of_another_country_is_refused()
    {
        var id = await LoadAsync("first.csv", 2012, 10, "A");
        AreaFixture.AssertRefused(await server.MutateAsync("reprocessDataset", id, Reason + ", parser: \"us_ssa\""), "BN202", "us_ssa");
        Assert.Equal("completed ", await server.StatusAsync(id));
    }

    private static string Csv(int year, int births) => $"Year,Name,Sex,Count\n{year},Anna,F,{births}\n";

    private Task<Guid> LoadAsync(string filename, int year, int births, string publisher) =>
        server.LoadAsync("FR", filename, Csv(year, births), $", publisher: \"{publisher}\"");
}
