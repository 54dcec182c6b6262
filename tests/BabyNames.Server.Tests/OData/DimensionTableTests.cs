using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests the entity sets to which tools relate the statistics by one column.</summary>
public class DimensionTableTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Fact]
    public async Task Each_year_has_one_row_with_its_first_day()
    {
        var rows = await server.RowsAsync("Years");
        Assert.Equal(
            ["""{"Year":1880,"FirstDay":"1880-01-01","Decade":1880}""", """{"Year":1881,"FirstDay":"1881-01-01","Decade":1880}"""],
            rows.Select(row => $"{row}")
        );
        Assert.Equal("1", (await server.AskAsync("Years/$count?$filter=FirstDay gt 1880-06-30 and year(FirstDay) eq 1881")).Body);
        Assert.Equal("1880-01-01", (await server.GetJsonAsync("/odata/Years(1880)")).GetProperty("FirstDay").GetString());
        Assert.Contains("1881,1881-01-01,1880", (await server.AskAsync("Years?$format=csv")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NameStatistics")]
    [InlineData("GenderProbabilities")]
    public async Task Each_row_has_the_NameKey_of_one_distinct_name(string set)
    {
        var (names, pages) = await server.CrawlAsync("DistinctNames", pageSize: 700);
        Assert.True(pages > 1);
        var keys = names.Select(Key).ToHashSet();
        Assert.Equal(names.Count, keys.Count);
        Assert.Contains("GB|O'Neil", keys);
        var rows = await server.RowsAsync($"{set}?$select=CountryCode,Name,NameKey");
        Assert.All(
            rows,
            row => Assert.Equal($"{row.GetProperty("CountryCode").GetString()}|{row.GetProperty("Name").GetString()}", Key(row))
        );
        Assert.Subset(keys, rows.Select(Key).ToHashSet());
    }

    [Fact]
    public async Task A_distinct_name_is_found_by_its_key()
    {
        var mary = await server.GetJsonAsync("/odata/DistinctNames('US%7CMary')");
        Assert.Equal(
            "Mary 1880 1881",
            $"{mary.GetProperty("Name").GetString()} {mary.GetProperty("FirstYear")} {mary.GetProperty("LastYear")}"
        );
        var births = await server.RowsAsync("NameStatistics?$apply=filter(NameKey eq 'US|Mary')/aggregate(Births with sum as T)");
        Assert.Equal(mary.GetProperty("Births").GetInt64(), births[0].GetProperty("T").GetInt64());
        Assert.Equal(HttpStatusCode.NotFound, (await server.AskAsync("DistinctNames('US%7CNobody')")).Status);
        Assert.NotEmpty(await server.RowsAsync("DistinctNames?$search=mary"));
    }

    [Theory]
    [InlineData(
        "SELECT name, total_count FROM name_statistics_view WHERE country_code = 'US' AND year = 1880 AND gender = 'F' AND name = 'Mary'",
        "uq_name_stats|idx_name_stats"
    )]
    [InlineData("SELECT * FROM name_statistics_view ORDER BY country_code, year, gender, name LIMIT 10", "uq_name_stats")]
    [InlineData("SELECT * FROM distinct_names ORDER BY country_code, name LIMIT 10", "uq_searchable_names")]
    public async Task Filters_and_pages_use_an_index(string sql, string index)
    {
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN {sql}")).Select(row => (string)row[0]));
        Assert.Matches(index, plan);
    }

    [Theory]
    [InlineData("NameKey eq 'US|Mary'", "name_key = 'US|Mary'")]
    [InlineData("'GB|O''Neil' eq NameKey", "name_key = 'GB|O''Neil'")]
    [InlineData("NameKey ne 'US|Mary'", "name_key <> 'US|Mary'")]
    [InlineData("not (NameKey eq 'US|Mary')", "name_key <> 'US|Mary'")]
    [InlineData("NameKey eq 'Mary'", "FALSE")]
    [InlineData("not (NameKey eq 'Mary')", "TRUE")]
    [InlineData("NameKey eq '|Mary' or NameKey eq 'US|' or NameKey eq ''", "FALSE")]
    [InlineData("NameKey in ('US|Mary','GB|Mary','GB|Zoë','x')", "name_key IN ('US|Mary', 'GB|Zoë')")]
    [InlineData("not (NameKey in ('US|Mary','GB|Mary','x'))", "name_key <> 'US|Mary'")]
    [InlineData("NameKey eq 'US|Mary' or NameKey eq 'GB|Zoë'", "name_key IN ('US|Mary', 'GB|Zoë')")]
    [InlineData("NameKey eq 'US|Mary' and Gender eq 'F'", "name_key = 'US|Mary' AND gender = 'F'")]
    [InlineData("startswith(NameKey,'GB|')", "country_code = 'GB'")]
    [InlineData("NameKey gt 'US|Mary'", "name_key > 'US|Mary'")]
    public async Task A_filter_by_NameKey_returns_the_rows_of_SQL(string filter, string sql)
    {
        var expected = await server.Databases.Owner.OneAsync<long>($"SELECT COUNT(*) FROM name_statistics_view WHERE {sql}");
        Assert.Equal($"{expected}", (await server.AskAsync($"NameStatistics/$count?$filter={filter}")).Body);
        Assert.Equal($"{expected}", (await server.AskAsync($"NameStatistics/$count?$apply=filter({filter})")).Body);
        // The groups have only the column NameKey, so the test removes the condition on Gender.
        var ofGroups = filter.Replace(" and Gender eq 'F'", "", StringComparison.Ordinal);
        var groups = await server.RowsAsync($"NameStatistics?$apply=groupby((NameKey),aggregate($count as N))/filter({ofGroups})");
        var names = await server.Databases.Owner.OneAsync<long>($"SELECT COUNT(DISTINCT name_key) FROM name_statistics_view WHERE {sql}");
        Assert.Equal(names, groups.Count);
    }

    [Theory]
    [InlineData("NameStatistics?$filter=NameKey eq 'US|Mary'", "idx_name_stats|uq_name_stats")]
    [InlineData("NameStatistics?$filter=NameKey in ('US|Mary','GB|Zoë')", "idx_name_stats_name")]
    [InlineData("DistinctNames?$filter=NameKey eq 'US|Mary'", "uq_searchable_names|idx_gender_prob_name")]
    [InlineData("DistinctNames('US%7CMary')", "uq_searchable_names|idx_gender_prob_name")]
    public async Task A_filter_by_NameKey_uses_an_index(string path, string index)
    {
        var isList = path.Contains(" in ", StringComparison.Ordinal);
        using var log = new SqlLog(server.ConnectionString);
        // A format that no other test requests, so that no cached response is returned.
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync(path, ("Accept", "application/json;odata.metadata=none"))).Status);
        var sql = Assert.Single(log.Statements, statement => statement.Contains("name_key", StringComparison.Ordinal));
        // The test replaces the parameters by values. The number replaces the page size.
        string[] values = isList ? ["'{Mary,Zoë}'", "'{US|Mary,GB|Zoë}'", "9"] : ["'US'", "'Mary'", "9"];
        foreach (var value in values)
            sql = new Regex(@"@\w+").Replace(sql, value, 1);
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN (COSTS OFF) {sql}")).Select(row => row[0]));
        Assert.Matches("Index Cond.*Mary", plan);
        Assert.Matches(index, plan);
    }

    private static string Key(JsonElement row) => row.GetProperty("NameKey").GetString()!;
}
