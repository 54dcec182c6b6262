using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests queries in the body of a POST request. Such a query can contain more names than a URL.</summary>
public class PostedQueryTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    public static TheoryData<string, string> Lists =>
        new()
        {
            { "NameStatistics", "in" },
            { "NameStatistics", "or" },
            { "GenderProbabilities", "or" },
            { "PopularNames(country='US',year=1880)", "in" },
            { "PopularNames(country='US',year=1880)", "or" },
        };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_posted_query_can_filter_by_400_names(string resource, string form)
    {
        var names = await NamesAsync(400);
        var filter =
            form == "in"
                ? $"Name in ({string.Join(',', names.Select(Literal))})"
                : string.Join(" or ", names.Select(name => $"Name eq {Literal(name)}"));
        var query = $"$filter={Uri.EscapeDataString(filter)}&$select=Name&$count=true";
        Assert.True(query.Length > 6_000 || form == "in");
        var (status, posted) = await PostAsync(resource, query);
        Assert.Equal(HttpStatusCode.OK, status);
        var expected = (await server.CrawlAsync($"{resource}?$select=Name", pageSize: 10_000))
            .Rows.Select(Name)
            .Where(names.Contains)
            .ToList();
        Assert.True(expected.Count > 0);
        Assert.Equal(expected, Value(posted).Select(Name));
        Assert.Equal(expected.Count, posted.GetProperty("@odata.count").GetInt32());

        using var batch = await server.Client.PostAsJsonAsync(
            "/odata/$batch",
            new
            {
                requests = new[]
                {
                    new
                    {
                        id = "1",
                        method = "get",
                        url = $"{resource}?{query}",
                    },
                },
            }
        );
        var answer = (await batch.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0];
        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal(expected, Value(answer.GetProperty("body")).Select(Name));
    }

    [Fact]
    public async Task Options_of_the_address_and_of_the_body_both_apply()
    {
        var (_, page) = await PostAsync("NameStatistics", "$orderby=Name&$select=Name", "?$top=2&$filter=Year eq 1880");
        Assert.Equal(
            (await server.RowsAsync("NameStatistics?$orderby=Name&$select=Name&$top=2&$filter=Year eq 1880")).Select(Name),
            Value(page).Select(Name)
        );
        var (_, all) = await PostAsync("Countries", "");
        Assert.Equal(4, Value(all).Count());
    }

    [Fact]
    public async Task The_next_link_of_a_posted_query_works_with_GET()
    {
        var (_, page) = await PostAsync("NameStatistics", "$filter=Year%20eq%201880", "", ("Prefer", "odata.maxpagesize=3"));
        var next = page.GetProperty("@odata.nextLink").GetString()!;
        Assert.DoesNotContain("$query", next, StringComparison.Ordinal);
        var second = await server.GetJsonAsync(next);
        var both = Value(page).Concat(Value(second)).Take(6).Select(Name);
        Assert.Equal((await server.RowsAsync("NameStatistics?$filter=Year eq 1880&$top=6")).Select(Name), both);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_of_another_type_is_refused(string type)
    {
        using var content = new StringContent("$top=1", Encoding.UTF8, type);
        using var response = await server.Client.PostAsync("/odata/NameStatistics/$query", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("BN415", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_list_values_than_the_limit_are_refused_with_in_and_with_or()
    {
        var some = string.Join(',', Enumerable.Range(0, 999));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("NameStatistics", $"$filter=Year in ({some},1880)&$top=1")).Status);
        foreach (var filter in new[] { $"Year in ({some},1880,1881)", $"Year in ({some}) and (Rank eq 1 or Rank eq 2)" })
        {
            var (status, error) = await PostAsync("NameStatistics", $"$filter={filter}&$top=1");
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("more than 1000 values together (OData:MaxListValues)", error.ToString(), StringComparison.Ordinal);
        }
        var long700 = string.Join(" or ", Enumerable.Range(1200, 700).Select(year => $"Year eq {year}"));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("NameStatistics", $"$filter={long700}&$top=1")).Status);
        var (tooLong, _) = await PostAsync("NameStatistics", $"$filter=Name eq '{new string('x', 60_000)}'");
        Assert.Equal(HttpStatusCode.RequestUriTooLong, tooLong);
    }

    /// <summary>The server combines the comparisons of one property into one list, wherever they are in the chain.</summary>
    [Theory]
    [InlineData("Name eq 'Mary' or Year eq 1881 or Name eq 'Anna'", "name IN ('Mary', 'Anna') OR year = 1881")]
    [InlineData("(Name eq 'Mary' or Name eq 'Anna') and (Rank eq 1 or Rank eq 2.5)", "name IN ('Mary', 'Anna') AND rank = 1")]
    [InlineData("not (Name eq 'Mary' or Name eq 'Anna' or Gender eq 'M')", "name NOT IN ('Mary', 'Anna') AND gender <> 'M'")]
    public async Task A_chain_of_comparisons_returns_the_rows_of_SQL(string filter, string where)
    {
        var expected = (long)(await server.SqlAsync($"SELECT COUNT(*) FROM name_statistics WHERE {where}"))[0][0];
        Assert.Equal($"{expected}", (await server.AskAsync($"NameStatistics/$count?$filter={filter}")).Body);
    }

    /// <summary>A date is its first moment (00:00), both in a single comparison and in a chain of comparisons.</summary>
    [Theory]
    [InlineData("CreatedAt eq 2020-02-01 or CreatedAt eq 2020-02-02")]
    [InlineData("CreatedAt eq 2020-02-01 or CreatedAt eq 2020-02-02T00:00:00Z")]
    public async Task A_date_in_a_chain_of_comparisons_is_a_point_in_time(string filter)
    {
        await server.SqlAsync("UPDATE countries SET created_at = '2020-02-01Z' WHERE code = 'AU'");
        Assert.Equal("1", (await server.AskAsync($"Countries/$count?$filter={filter}")).Body);
    }

    private async Task<HashSet<string>> NamesAsync(int count) =>
        [
            .. (
                await server.SqlAsync($"SELECT DISTINCT name FROM name_statistics WHERE country_code = 'US' ORDER BY name LIMIT {count}")
            ).Select(row => (string)row[0]),
        ];

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string resource,
        string body,
        string query = "",
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/odata/{resource}/$query{query}")
        {
            Content = new StringContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await server.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Literal(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    private static IEnumerable<JsonElement> Value(JsonElement answer) => answer.GetProperty("value").EnumerateArray();

    private static string Name(JsonElement row) => row.GetProperty("Name").GetString()!;
}
