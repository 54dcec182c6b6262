using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the explorer with an empty database.</summary>
public class EmptyExplorerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task An_empty_explorer_shows_how_to_load_a_file_and_shows_names_after_the_load()
    {
        var address = server.Client.BaseAddress!;
        var empty = await Explorer.UseAsync(address, ["open", "/compare"], ["see", ".notice", "No data yet"], ["axe"]);
        Assert.Contains("babynames ingest yob2023.txt --country US", empty.Text(0), StringComparison.Ordinal);
        Assert.Equal([], empty.Texts(1));
        await server.IngestAsync("yob2023.txt", Samples.Year(2023));
        await Explorer.UseAsync(address, ["open", "/"], ["see", "figcaption", "The most popular names of 2023"]);
    }
}
