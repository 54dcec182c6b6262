using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Datasets;

public sealed class SourceTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Fields = "id countryCode publisher url licence attribution files years cutOff partial";

    [Fact]
    public async Task The_field_sources_lists_the_catalog()
    {
        var sources = (await server.DataAsync($"{{ sources {{ {Fields} }} }}")).GetProperty("sources").EnumerateArray().ToList();
        Assert.Equal(SourceCatalog.All.Select(source => source.Id), sources.Select(source => source.GetProperty("id").GetString()));
        var ons = sources[1];
        Assert.Equal(
            (
                "GB",
                "Open Government Licence v3.0",
                "Source: Office for National Statistics licensed under the Open Government Licence v3.0",
                3
            ),
            (
                ons.GetProperty("countryCode").GetString(),
                ons.GetProperty("licence").GetString(),
                ons.GetProperty("attribution").GetString(),
                ons.GetProperty("cutOff").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Every_dataset_shows_its_source()
    {
        var content = string.Concat(
            Enumerable.Range(0, 100).Select(i => $"NAME{(char)('A' + (i / 26))}{(char)('A' + (i % 26))},{200 - i},{i + 1}\n")
        );
        var answer = await server.UploadAsync(
            "female_cy2018_top100.csv",
            System.Text.Encoding.ASCII.GetBytes("Given Name,Amount,Position\n" + content),
            "AU"
        );
        var id = answer.GetProperty("data").GetProperty("uploadDataset").GetProperty("dataset").GetProperty("id").GetGuid();
        await server.SettleAsync(id);

        // The query does not select parserType, from which the source is derived.
        var data = await server.DataAsync("{ datasets { nodes { warnings source { id attribution licence partial } } } }");
        var dataset = Assert.Single(data.GetProperty("datasets").GetProperty("nodes").EnumerateArray());
        var source = dataset.GetProperty("source");
        Assert.Equal(
            ("au_sa", "Government of South Australia, Births, Deaths and Marriages", "Creative Commons Attribution"),
            (source.GetProperty("id").GetString(), source.GetProperty("attribution").GetString(), source.GetProperty("licence").GetString())
        );
        Assert.Contains("ranks and shares in Australia are partial", source.GetProperty("partial").GetString(), StringComparison.Ordinal);
        Assert.Equal("BN159", Assert.Single(dataset.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());

        await server.SqlAsync("UPDATE datasets SET parser_type = 'au_retired'");
        Assert.Equal(
            """{"datasets":{"nodes":[{"source":null}]}}""",
            (await server.DataAsync("{ datasets { nodes { source { id } } } }")).GetRawText()
        );
    }
}
