using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Datasets;

/// <summary>Tests the statistics of areas. Their queries have the form of queries about countries.</summary>
public sealed class AreaStatisticsTests(AreaFixture server) : IClassFixture<AreaFixture>, IAsyncLifetime
{
    private const string Scotland =
        "Year,Name,Sex,Count\n2010,Sophie,F,773\n2010,Ava,F,600\n2010,Olivia,F,600\n2010,Jack,M,800\n2011,Sophie,F,700\n2011,Ava,F,790\n";

    public async Task InitializeAsync()
    {
        await server.RemoveDatasetsAsync();
        await server.LoadAsync("GB", "ew.csv", "Year,Name,Sex,Count\n2010,Sophie,F,4469\n2010,Ava,F,5000\n", ", area: \"GB-EAW\"");
        await server.LoadAsync("GB", "scotland.csv", Scotland, ", area: \"GB-SCT\"");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("year: 2010, gender: F", "year=2010,gender='F'", "Sophie 773 1 39.18,Ava 600 2 30.41,Olivia 600 2 30.41")]
    [InlineData("year: 2010", "year=2010", "Jack 800 1 100.00,Sophie 773 1 39.18,Ava 600 2 30.41,Olivia 600 2 30.41")]
    [InlineData("decade: 2010, gender: F", "decade=2010,gender='F'", "Sophie 1473 1 42.54,Ava 1390 2 40.14,Olivia 600 3 17.33")]
    [InlineData("yearFrom: 2011, yearTo: 2015", "yearFrom=2011,yearTo=2015", "Ava 790 1 53.02,Sophie 700 2 46.98")]
    public async Task Popular_names_of_an_area_have_the_ranks_of_that_area(string arguments, string parameters, string expected)
    {
        var data = await server.DataAsync(
            $$"""{ popularNames(country: "GB", area: "GB-SCT", {{arguments}}) { totalCount nodes { name count rank share } } }"""
        );
        var nodes = data.GetProperty("popularNames").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(expected, string.Join(',', nodes.Select(row => string.Join(' ', row.EnumerateObject().Select(field => field.Value)))));
        Assert.Equal(nodes.Count, data.GetProperty("popularNames").GetProperty("totalCount").GetInt32());
        Assert.Equal(expected, await ODataAsync($"PopularNames(country='GB',area='GB-SCT',{parameters})"));
    }

    [Fact]
    public async Task The_trend_of_an_area_has_the_figures_of_that_area()
    {
        var data = await server.DataAsync(
            """{ part: nameTrend(name: "Sophie", country: "GB", area: "GB-SCT") { year count rank } whole: nameTrend(name: "Sophie", """
                + """country: "GB", area: "GB") { year count } }"""
        );
        Assert.Equal("""[{"year":2010,"count":773,"rank":1},{"year":2011,"count":700,"rank":2}]""", data.GetProperty("part").GetRawText());
        Assert.Equal("""[{"year":2010,"count":5242},{"year":2011,"count":700}]""", data.GetProperty("whole").GetRawText());
        Assert.Equal("Sophie 773 1 39.18,Sophie 700 2 46.98", await ODataAsync("NameTrend(name='Sophie',country='GB',area='GB-SCT')"));
    }

    [Fact]
    public async Task Both_front_ends_serve_the_statistics_of_areas()
    {
        var data = await server.DataAsync(
            """{ areaStatistics(where: { area: { eq: "GB-SCT" }, year: { eq: 2010 } }, """
                + """order: [{ rank: ASC }, { name: DESC }], first: 3) { totalCount nodes { name count rank share } } }"""
        );
        var nodes = data.GetProperty("areaStatistics").GetProperty("nodes").EnumerateArray();
        Assert.Equal(4, data.GetProperty("areaStatistics").GetProperty("totalCount").GetInt32());
        Assert.Equal(
            "Sophie 773 1 39.18,Jack 800 1 100.00,Olivia 600 2 30.41",
            string.Join(',', nodes.Select(row => string.Join(' ', row.EnumerateObject().Select(field => field.Value))))
        );
        Assert.Equal(
            "Sophie 773 1 39.18,Jack 800 1 100.00,Olivia 600 2 30.41",
            await ODataAsync("AreaStatistics?$filter=Area eq 'GB-SCT' and Year eq 2010&$orderby=Rank,Name desc&$top=3")
        );
        var areas = await server.GetJsonAsync(
            "/odata/AreaStatistics?$apply=groupby((AreaName,CountryName),aggregate(Births with sum as Total))"
        );
        Assert.Equal("England and Wales United Kingdom 9469,Scotland United Kingdom 4263", Rows(areas, "AreaName", "CountryName", "Total"));
        Assert.Equal(
            "GB-SCT Scotland False,GB-WLS Wales False",
            Rows(await server.GetJsonAsync("/odata/Areas?$filter=CountryCode eq 'GB' and Code ge 'GB-SCT'"), "Code", "Name", "IsWhole")
        );
    }

    [Theory]
    [InlineData("GB-ZZZ", "There is no area `GB-ZZZ` of GB. Known codes are GB, GB-EAW,")]
    [InlineData("US-AK", "There is no area `US-AK` of GB.")]
    public async Task An_unknown_area_is_refused(string area, string words)
    {
        var answer = await server.Client.GraphQLAsync(
            $$"""{ popularNames(country: "GB", area: "{{area}}", year: 2010) { nodes { name } } }"""
        );
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.StartsWith(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("BN216", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    private async Task<string> ODataAsync(string path) =>
        Rows(await server.GetJsonAsync($"/odata/{path}"), "Name", "Births", "Rank", "Share");

    private static string Rows(JsonElement answer, params string[] columns) =>
        string.Join(
            ',',
            answer.GetProperty("value").EnumerateArray().Select(row => string.Join(' ', columns.Select(column => row.GetProperty(column))))
        );
}
