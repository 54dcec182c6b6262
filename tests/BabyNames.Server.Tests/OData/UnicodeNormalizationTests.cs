namespace BabyNames.Server.Tests.OData;

/// <summary>Tests text of filters in which accents are separate characters (NFD). macOS and some keyboards send such text.</summary>
public class UnicodeNormalizationTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private const string Decomposed = "Zoe\u0308";

    [Theory]
    [InlineData("eq: $x")]
    [InlineData("in: [$x]")]
    [InlineData("startsWith: $x")]
    [InlineData("contains: $x")]
    public async Task A_GraphQL_filter_in_NFD_finds_the_rows(string condition)
    {
        var data = await server.DataAsync(
            $$"""query($x: String!) { nameStatistics(where: { name: { {{condition}} } }) { nodes { name } } }""",
            new { x = Decomposed }
        );
        Assert.Equal(
            "Zoë",
            Assert.Single(data.GetProperty("nameStatistics").GetProperty("nodes").EnumerateArray()).GetProperty("name").GetString()
        );
    }

    [Theory]
    [InlineData("Name eq 'Zoe%CC%88'")]
    [InlineData("Name in ('Zoe%CC%88','Nobody')")]
    [InlineData("startswith(Name,'Zoe%CC%88')")]
    [InlineData("concat(Name,'e%CC%88') eq 'Zoëe%CC%88'")]
    public async Task An_OData_filter_in_NFD_finds_the_rows(string condition) =>
        Assert.Equal(
            "Zoë",
            Assert.Single(await server.RowsAsync($"NameStatistics?$filter={condition}&$select=Name")).GetProperty("Name").GetString()
        );
}
