using System.Net;
using System.Text;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the syntax of query options and the links that contain them.</summary>
public class QueryOptionTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("filter=Year eq 1880&top=5&orderby=Births desc&select=Name&count=true")]
    [InlineData("$FILTER=Year eq 1880&$Top=5&$OrderBy=Births desc&$Select=Name&$Count=true")]
    [InlineData("Filter=year EQ 1880&top=5&orderby=births DESC&select=name&$count=true")]
    public async Task An_option_is_recognized_in_any_case_and_without_the_dollar_sign(string query)
    {
        var (_, expected, _) = await server.AskAsync(
            "NameStatistics?$filter=Year eq 1880&$top=5&$orderby=Births desc&$select=Name&$count=true"
        );
        var (status, body, _) = await server.AskAsync($"NameStatistics?{query}");

        Assert.Equal((HttpStatusCode.OK, expected), (status, body));
    }

    [Fact]
    public async Task A_custom_query_option_changes_nothing()
    {
        var (_, expected, _) = await server.AskAsync("Countries");
        Assert.Equal(expected, (await server.AskAsync("Countries?utm_source=mail&levels=2")).Body);
    }

    [Fact]
    public async Task An_option_with_and_without_the_dollar_sign_is_a_duplicate() =>
        Assert.Contains("is given twice", (await server.AskAsync("Countries?$top=1&top=2")).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("NameStatistics/$filter(@f)?@f=Year eq 1880 and length(Name) eq 3", "year = 1880 AND length(name) = 3")]
    [InlineData("NameStatistics/$filter(@f)?@f=Year eq 1880&$filter=Gender eq 'F' or Gender eq 'M'&$orderby=Name", "year = 1880")]
    [InlineData("NameStatistics/$filter(Year%20eq%201880)", "year = 1880")]
    public async Task A_filter_segment_in_the_path_filters_the_rows(string path, string where)
    {
        var expected = (long)(await server.SqlAsync($"SELECT count(*) FROM name_statistics WHERE {where}"))[0][0];

        Assert.Equal(expected, (await server.CrawlAsync(path, pageSize: 500)).Rows.Count);
        var (segments, query) = (path.Split('?')[0], path.Contains('?', StringComparison.Ordinal) ? "?" + path.Split('?')[1] : "");
        Assert.Equal($"{expected}", (await server.AskAsync($"{segments}/$count{query}")).Body);
    }

    [Theory]
    [InlineData("NameStatistics?$orderby=Name")]
    [InlineData("NameStatistics?$apply=groupby((Name),aggregate(Births with sum as Total))&$orderby=Total desc")]
    public async Task A_modified_skiptoken_is_refused(string path)
    {
        var (_, body, _) = await server.AskAsync(path, ("Prefer", "odata.maxpagesize=10"));
        var link = JsonDocument.Parse(body).RootElement.GetProperty("@odata.nextLink").GetString()!;
        var token = link.Split("$skiptoken=")[1];
        var json = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan()[..^8]));
        var other =
            System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.Replace("a", "b", StringComparison.Ordinal)))
            + token[^8..];
        Assert.NotEqual(token, other);
        foreach (var wrong in new[] { other, token[..^1], token + "A", "x" })
        {
            var (status, error, _) = await server.AskAsync($"{path}&$skiptoken={wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("BN421", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("NameStatistics?$expand=*&$top=1", HttpStatusCode.OK)]
    [InlineData("NameStatistics?$expand=Country($select=Name)&$top=1", HttpStatusCode.OK)]
    [InlineData("NameStatistics?$expand=Country/$count", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country/$ref,Country", HttpStatusCode.BadRequest)]
    [InlineData("NameStatistics?$expand=Country/$ref,Country&$orderby=length(Name)", HttpStatusCode.BadRequest)]
    [InlineData("NameStatistics?$expand=Country/$ref($filter=Code eq 'US')", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country/$ref&$format=csv", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country/$ref&$orderby=length(Name)&$format=csv", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$apply=groupby((Country/Code))&$expand=Country/$ref", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country($filter=Code eq 'US')", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country($compute=length(Name) as L)", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country($levels=2)", HttpStatusCode.NotImplemented)]
    [InlineData("NameStatistics?$expand=Country($expand=Country)", HttpStatusCode.BadRequest)]
    [InlineData("NameStatistics?$expand=Country&$orderby=length(Name)&$top=1", HttpStatusCode.OK)]
    [InlineData("NameStatistics?$expand=*&$orderby=length(Name)&$top=1", HttpStatusCode.OK)]
    [InlineData("NameStatistics?$expand=Country($select=Name)&$orderby=length(Name)&$top=1", HttpStatusCode.OK)]
    [InlineData("NameStatistics?$expand=Country($levels=2)&$orderby=length(Name)", HttpStatusCode.NotImplemented)]
    public async Task A_navigation_property_is_expanded_and_an_invalid_expand_is_refused(string path, HttpStatusCode status)
    {
        var (actual, body, _) = await server.AskAsync(path);

        Assert.True(status == actual, $"{actual}: {body}");
        if (status == HttpStatusCode.OK)
            Assert.Equal(
                "United Kingdom",
                JsonDocument
                    .Parse(body)
                    .RootElement.GetProperty("value")[0]
                    .GetProperty("Country")
                    .GetProperty("Name")
                    .GetString()
                    ?.Replace("States", "Kingdom", StringComparison.Ordinal)
            );
    }

    [Theory]
    [InlineData(
        "NameStatistics?$select=Name&$expand=Country/$ref,TotalsOfYear/$ref",
        "4.0",
        "@odata.",
        "NameStatistics(Name,Country/$ref(),TotalsOfYear/$ref())"
    )]
    [InlineData(
        "NameStatistics?$select=Name&$expand=Country/$ref,TotalsOfYear/$ref&$orderby=length(Name)",
        "4.0",
        "@odata.",
        "NameStatistics(Name,Country/$ref(),TotalsOfYear/$ref())"
    )]
    [InlineData(
        "NameStatistics?$select=Name&$expand=Country/$ref,TotalsOfYear/$ref&$compute=length(Name) as L",
        "4.01",
        "@",
        "NameStatistics(Name,Country/$ref(),TotalsOfYear/$ref())"
    )]
    public async Task A_navigation_property_can_be_expanded_to_references(string path, string version, string control, string context)
    {
        const string Gb = "(CountryCode='GB',Year=1880,Gender='F')";
        var (_, body, _) = await server.AskAsync($"{path}&$filter=Name eq 'Zoë'", ("OData-MaxVersion", version));
        Assert.EndsWith($"$metadata#{context}", JsonDocument.Parse(body).RootElement.GetProperty($"{control}context").GetString());
        Assert.Equal(
            (
                $$"""{"Name":"Zoë","Country":{"{{control}}id":"Countries('GB')"},"TotalsOfYear":{"{{control}}id":"YearTotals{{Gb}}" """
                + $$"""} }"""
            ).Replace(" ", "", StringComparison.Ordinal),
            $"{JsonDocument.Parse(body).RootElement.GetProperty("value")[0]}"
        );
        var total = await server.GetJsonAsync($"/odata/YearTotals{Gb}");
        Assert.Equal(620, total.GetProperty("Births").GetInt32());
    }
}
