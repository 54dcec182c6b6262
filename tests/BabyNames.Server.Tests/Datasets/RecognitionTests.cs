using System.Text;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Every publisher's real file finds its own source by its content and becomes statistics.</summary>
public sealed class RecognitionTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly string Data = Path.Combine(Repository.Folder, "tests", "BabyNames.Sources.Tests", "Data");

    // Sources of one country count the same births, so each is alone.
    public async Task InitializeAsync() => await server.SqlAsync("DELETE FROM datasets");

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("US", "us/yob1880.txt", "us_ssa", 2_000, 201_484)]
    [InlineData("GB", "gb/girlsnames2023.xlsx", "gb_ons", 7_413, 256_561)]
    [InlineData("AU", "au/sa/femalecy2016top.csv", "au_sa", 2_801, 9_030)]
    [InlineData("AU", "au/nsw/popular_baby_names_1952_to_2024.csv", "au_nsw", 14_602, 3_776_379)]
    [InlineData("CA", "ca/bc-popular-boys-names.csv", "ca_bc", 34_400, 1_314_390)]
    [InlineData("CA", "ca/17100147-layout-sample.csv", "ca_statcan", 4_314, 94_104)]
    public async Task Takes_a_published_file_for_what_it_is(string country, string path, string source, int rows, long births)
    {
        var id = await UploadAsync(country, Path.GetFileName(path), await File.ReadAllBytesAsync(Path.Combine(Data, path)));
        Assert.Equal([source, "completed", rows, births], Assert.Single(await server.SqlAsync(
            "SELECT parser_type, status, row_count, (SELECT SUM(births)::BIGINT FROM dataset_slices s WHERE s.dataset_id = d.id) FROM datasets d WHERE id = $1", id)));
    }

    [Fact]
    public async Task Takes_anyones_table_by_its_heading()
    {
        var id = await UploadAsync("GB", "scotland.csv", Encoding.UTF8.GetBytes("Sex,Year,First name,Number\nGirl,2020,Isla,304\nBoy,2020,Jack,387\n"));
        Assert.Equal(["generic_csv", 2], (await server.SqlAsync("SELECT parser_type, row_count FROM datasets WHERE id = $1", id))[0]);
    }

    [Fact]
    public async Task Refuses_what_nobody_knows_with_the_list_of_what_it_does()
    {
        var answer = await server.UploadAsync("notes.txt", "Dear all, see below.\n"u8.ToArray());
        var error = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("errors")[0];
        Assert.Equal("BN202", error.GetProperty("code").GetString());
        Assert.All(["us_ssa", "gb_ons", "ca_statcan", "ca_bc", "au_sa", "au_nsw", "generic_csv"],
            source => Assert.Contains(source, error.GetProperty("message").GetString(), StringComparison.Ordinal));
    }

    private async Task<Guid> UploadAsync(string country, string filename, byte[] content)
    {
        var answer = await server.UploadAsync(filename, content, country);
        var dataset = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("dataset");
        Assert.True(dataset.ValueKind == JsonValueKind.Object, answer.ToString());
        var id = dataset.GetProperty("id").GetGuid();
        await server.SettleAsync(id);
        return id;
    }
}
