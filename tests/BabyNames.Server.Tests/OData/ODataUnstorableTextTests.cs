using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

/// <summary>Sends U+0000, which PostgreSQL cannot store in text, in every part of a URL that accepts text.</summary>
public class ODataUnstorableTextTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    public static TheoryData<string> Filters
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (
                var condition in new[]
                {
                    "{0} eq {1}",
                    "{0} ne {1}",
                    "{0} gt {1}",
                    "{0} le {1}",
                    "not ({0} eq {1})",
                    "{0} in ({1})",
                    "{0} in ('Emma',{1})",
                    "contains({0},{1})",
                    "not contains({0},{1})",
                    "startswith({0},{1})",
                    "not startswith({0},{1})",
                    "endswith({0},{1})",
                    "not endswith({0},{1})",
                    "indexof({0},{1}) eq 0",
                    "concat({0},{1}) eq 'a'",
                    "matchesPattern({0},{1})",
                    "tolower({0}) eq {1}",
                }
            )
                data.Add(condition);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Every_filter_refuses_a_null_character(string condition)
    {
        foreach (
            var (set, property) in new[]
            {
                ("NameStatistics", "Name"),
                ("NameStatistics", "CountryCode"),
                ("NameStatistics", "Gender"),
                ("Names", "Name"),
                ("Names", "Dataset/Filename"),
                ("Decades", "Name"),
                ("YearTotals", "CountryCode"),
                ("GenderProbabilities", "Name"),
                ("Countries", "Name"),
                ("Countries", "SourceUrl"),
                ("Datasets", "Filename"),
                ("Datasets", "Status"),
                ("PopularNames(country='US',year=1880)", "Name"),
            }
        )
        {
            var filter = string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, property, "'a%00'");
            await RefusedAsync($"{set}?$top=1&$filter={filter}");
            await RefusedAsync($"{set}?$top=1&$filter={filter.Replace("'a%00'", "@x", StringComparison.Ordinal)}&@x='a%00'");
        }
    }

    [Theory]
    [InlineData("NameStatistics?$search=a%00")]
    [InlineData("NameStatistics?$search=\"a%00\"")]
    [InlineData("NameStatistics?$search=NOT \"a%00\"")]
    [InlineData("Countries?$search=\"a%00\"")]
    [InlineData("NameStatistics?$apply=search(\"a%00\")/aggregate($count as C)")]
    [InlineData("NameStatistics?$apply=filter(Name eq 'a%00')/groupby((Year))")]
    [InlineData("NameStatistics?$compute=concat(Name,'%00') as X&$top=1")]
    [InlineData("NameStatistics?$orderby=concat(Name,'%00')&$top=1")]
    [InlineData("NameStatistics/$count?$filter=Name eq '%00'")]
    [InlineData("NameStatistics(CountryCode='US%00',Year=1880,Gender='F',Name='Mary')")]
    [InlineData("NameStatistics(CountryCode='US',Year=1880,Gender='%00',Name='Mary')")]
    [InlineData("NameStatistics(CountryCode='US',Year=1880,Gender='F',Name='Mary%00')/Births")]
    [InlineData("Countries('%00')")]
    [InlineData("GenderProbabilities(CountryCode='US',Name='%00')")]
    [InlineData("NameTrend(name='Mary%00',country='US')")]
    [InlineData("NameTrend(name=@n,country='US')?@n='%00'")]
    [InlineData("NameTrend(name='Mary',country='US%00')")]
    [InlineData("GenderDistribution(names='Mary,%00')")]
    [InlineData("PopularNames(country='%00',year=1880)")]
    [InlineData("PopularNames(country='US',year=1880,gender='%00')")]
    [InlineData("RisingNames(country='%00',yearFrom=1880,yearTo=1881)")]
    [InlineData("NameStatistics?$skiptoken=%00")]
    [InlineData("Datasets?$expand=Country($select=%00)")]
    [InlineData("%00")]
    [InlineData("Countries?$format=%00")]
    public Task Every_other_option_and_path_refuses_a_null_character(string path) => RefusedAsync(path);

    [Theory]
    [InlineData("Countries('%00')")]
    [InlineData("PopularNames(country='%00',year=1880)")]
    public async Task A_path_with_a_null_character_in_a_batch_is_refused_with_a_code(string url)
    {
        using var response = await server.Client.PostAsJsonAsync(
            "/odata/$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "1",
                        method = "get",
                        url,
                    },
                },
            }
        );
        var answer = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0];
        Assert.InRange(answer.GetProperty("status").GetInt32(), 400, 404);
        Assert.StartsWith("BN4", answer.GetProperty("body").GetProperty("error").GetProperty("code").GetString(), StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string path)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.True(
            status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.NotAcceptable or HttpStatusCode.NotImplemented,
            $"{path} returned {(int)status}: {body}"
        );
        // If the path contains U+0000, the HTTP server refuses the request before the OData service receives it. The response then has no
        // BN code.
        Assert.Equal(
            !path.Split('?')[0].Contains("%00", StringComparison.Ordinal),
            body.Contains("\"code\":\"BN", StringComparison.Ordinal)
        );
    }
}
