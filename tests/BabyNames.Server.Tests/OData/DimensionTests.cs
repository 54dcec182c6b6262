using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tables that tools relate the statistics to, each by one column.</summary>
public class DimensionTests(FeedFixture feeds) : IClassFixture<FeedFixture>
{
    [Fact]
    public async Task A_year_has_a_date_and_is_there_once()
    {
        var rows = await feeds.RowsAsync("Years");
        Assert.Equal(["""{"Year":1880,"FirstDay":"1880-01-01","Decade":1880}""", """{"Year":1881,"FirstDay":"1881-01-01","Decade":1880}"""], rows.Select(row => $"{row}"));
        Assert.Equal("1", (await feeds.AskAsync("Years/$count?$filter=FirstDay gt 1880-06-30 and year(FirstDay) eq 1881")).Body);
        Assert.Equal("1880-01-01", (await feeds.GetJsonAsync("/odata/Years(1880)")).GetProperty("FirstDay").GetString());
        Assert.Contains("1881,1881-01-01,1880", (await feeds.AskAsync("Years?$format=csv")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NameStatistics")]
    [InlineData("GenderProbabilities")]
    public async Task Each_row_has_the_key_of_one_name_of_its_country(string set)
    {
        var (names, pages) = await feeds.CrawlAsync("DistinctNames", pageSize: 700);
        Assert.True(pages > 1);
        var keys = names.Select(Key).ToHashSet();
        Assert.Equal(names.Count, keys.Count);
        Assert.Contains("GB|O'Neil", keys);
        var rows = await feeds.RowsAsync($"{set}?$select=CountryCode,Name,NameKey");
        Assert.All(rows, row => Assert.Equal($"{row.GetProperty("CountryCode").GetString()}|{row.GetProperty("Name").GetString()}", Key(row)));
        Assert.Subset(keys, rows.Select(Key).ToHashSet());
    }

    [Fact]
    public async Task A_name_is_found_by_its_key()
    {
        var mary = await feeds.GetJsonAsync("/odata/DistinctNames('US%7CMary')");
        Assert.Equal("Mary 1880 1881", $"{mary.GetProperty("Name").GetString()} {mary.GetProperty("FirstYear")} {mary.GetProperty("LastYear")}");
        var births = await feeds.RowsAsync("NameStatistics?$apply=filter(NameKey eq 'US|Mary')/aggregate(Births with sum as T)");
        Assert.Equal(mary.GetProperty("Births").GetInt64(), births[0].GetProperty("T").GetInt64());
        Assert.Equal(HttpStatusCode.NotFound, (await feeds.AskAsync("DistinctNames('US%7CNobody')")).Status);
        Assert.NotEmpty(await feeds.RowsAsync("DistinctNames?$search=mary"));
    }

    [Theory]
    [InlineData("SELECT name, total_count FROM name_statistics_view WHERE country_code = 'US' AND year = 1880 AND gender = 'F' AND name = 'Mary'", "uq_name_stats|idx_name_stats")]
    [InlineData("SELECT * FROM name_statistics_view ORDER BY country_code, year, gender, name LIMIT 10", "uq_name_stats")]
    [InlineData("SELECT * FROM distinct_names ORDER BY country_code, name LIMIT 10", "uq_searchable_names")]
    public async Task Filters_and_pages_follow_an_index(string sql, string index)
    {
        var plan = string.Join('\n', (await feeds.SqlAsync($"EXPLAIN {sql}")).Select(row => (string)row[0]));
        Assert.Matches(index, plan);
    }

    private static string Key(JsonElement row) => row.GetProperty("NameKey").GetString()!;
}
