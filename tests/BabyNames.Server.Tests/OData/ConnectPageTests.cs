using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;

namespace BabyNames.Server.Tests.OData;

public class ConnectPageTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    private string Root => new Uri(server.Client.BaseAddress!, "/odata").ToString();

    [Theory]
    [InlineData("")]
    [InlineData("/babynames.odc")]
    public async Task A_HEAD_request_succeeds(string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/odata/connect{file}");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_page_shows_the_address_of_the_request()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/connect");
        request.Headers.Host = "names.example:8443";
        using var response = await server.Client.SendAsync(request);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("http://names.example:8443/odata", page, StringComparison.Ordinal);
        Assert.Contains("OmitValues = ODataOmitValues.Nulls", page, StringComparison.Ordinal);
        // The style sheet must match the hash in the Content-Security-Policy; the browser applies no other style.
        var style = page.Split("<style>")[1].Split("</style>")[0];
        Assert.Contains(
            Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style))),
            response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        // The page loads no resources and runs no scripts.
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_for_Power_BI_has_the_address_of_the_service()
    {
        var file = JsonDocument.Parse(await FileAsync("pbids")).RootElement.GetProperty("connections")[0];
        Assert.Equal("odata", file.GetProperty("details").GetProperty("protocol").GetString());
        Assert.Equal(Root, file.GetProperty("details").GetProperty("address").GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_file_for_Excel_has_a_query_of_an_existing_entity_set()
    {
        var file = XDocument.Parse(await FileAsync("odc"));
        var query = XDocument.Parse(file.Descendants().Single(element => element.Name.LocalName == "PowerQueryMashupData").Value);
        var formula = query.Descendants().Single(element => element.Name.LocalName == "Formula").Value;
        Assert.Contains($"OData.Feed(\"{Root}\"", formula, StringComparison.Ordinal);
        var table = query.Descendants().Single(element => element.Name.LocalName == "Query").Attribute("Name")!.Value;
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync(table)).Status);
        // YearTotals has two rows for each country and year. A worksheet can have 1,048,576 rows.
        Assert.Equal("YearTotals", table);
    }

    [Fact]
    public async Task The_page_lists_each_entity_set_with_its_row_count_and_each_function_with_an_example()
    {
        using var response = await server.Client.GetAsync("/odata/connect");
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        foreach (var set in (await server.GetJsonAsync("/odata")).GetProperty("value").EnumerateArray())
            Assert.Contains($"<td><b>{set.GetProperty("name").GetString()}</b></td>", page, StringComparison.Ordinal);
        var rows = (await server.AskAsync("NameStatistics/$count")).Body;
        Assert.Contains(
            $"<td><b>NameStatistics</b></td><td class=\"rows\">{long.Parse(rows, CultureInfo.InvariantCulture):N0}</td>",
            page,
            StringComparison.Ordinal
        );
        foreach (var question in new[] { "PopularNames", "NameTrend", "GenderDistribution", "RisingNames", "FallingNames" })
        {
            var example = page.Split($"<pre>{Root}/{question}")[1].Split("</pre>")[0];
            var (status, body, _) = await server.AskAsync(question + example);
            // The database may not contain the year of the example.
            Assert.True(
                status == HttpStatusCode.OK
                    || body.Contains("is loaded", StringComparison.Ordinal)
                    || body.Contains("are loaded", StringComparison.Ordinal),
                body
            );
        }
    }

    [Fact]
    public async Task The_file_for_Tableau_has_an_existing_entity_set()
    {
        var connection = XDocument.Parse(await FileAsync("tds")).Descendants("connection").Single();
        Assert.Equal("odata", connection.Attribute("class")!.Value);
        using var response = await server.Client.GetAsync(connection.Attribute("url")!.Value);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<string> FileAsync(string kind)
    {
        using var response = await server.Client.GetAsync($"/odata/connect/babynames.{kind}");
        Assert.Equal($"babynames.{kind}", response.Content.Headers.ContentDisposition!.FileNameStar);
        return await response.Content.ReadAsStringAsync();
    }
}
