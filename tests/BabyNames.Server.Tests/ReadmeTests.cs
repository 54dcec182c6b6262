using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests;

/// <summary>What the README shows first is what a newcomer tries first.</summary>
public sealed partial class ReadmeTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Folder, "README.md"));

    public async Task InitializeAsync()
    {
        if ((await server.SqlAsync("SELECT id FROM datasets")).Count == 0)
            await server.IngestAsync("yob2023.txt", Samples.Year(2023));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_first_query_of_the_README_returns_the_shown_response()
    {
        var answer = await server.GraphQLAsync(Block("graphql"));
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(Block("json"))), JsonSerializer.Serialize(answer));
    }

    [Fact]
    public async Task The_first_address_of_the_README_returns_the_same_names()
    {
        var address = new Uri(Address().Match(Readme).Value);
        var feed = await server.GetJsonAsync(address.PathAndQuery);
        Assert.Equal(
            ["1 Olivia 15270", "2 Emma 13527", "3 Charlotte 12596"],
            feed.GetProperty("value")
                .EnumerateArray()
                .Select(row => $"{row.GetProperty("Rank")} {row.GetProperty("Name")} {row.GetProperty("Births")}")
        );
    }

    private static string Block(string language) =>
        Regex.Match(Readme, $"```{language}\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex(@"http://localhost:5080/odata/\S[^\n]*")]
    private static partial Regex Address();
}
