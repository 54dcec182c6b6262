using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

public class ODataPagingTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("", "country_code, year, gender, name")]
    [InlineData("Births desc", "total_count DESC, country_code, year, gender, name")]
    [InlineData("Births", "total_count, country_code, year, gender, name")]
    [InlineData("Gender desc,Share,Rank desc", "gender DESC, share, rank DESC, country_code, year, name")]
    [InlineData("Year desc", "year DESC, country_code DESC, gender DESC, name DESC")]
    [InlineData(
        "CountryName,Decade desc,Rank desc",
        "CASE country_code WHEN 'GB' THEN 1 ELSE 2 END, rank DESC, country_code, year, gender, name"
    )]
    [InlineData("CountryCode desc,Year", "country_code DESC, year, gender, name")]
    [InlineData("Name desc,Year", "name DESC, year, country_code, gender")]
    [InlineData("DatasetCount,DatasetCount desc,YearTotal desc", "dataset_count, year_total DESC, country_code, year, gender, name")]
    public async Task Next_links_return_every_row_once_in_order(string orderBy, string sqlOrder)
    {
        var order = orderBy.Length == 0 ? "" : $"&$orderby={orderBy}";
        var (rows, pages) = await server.CrawlAsync($"NameStatistics?$select=CountryCode,Year,Gender,Name{order}", pageSize: 250);
        var expected = await server.SqlAsync($"SELECT country_code || year || gender || name FROM name_statistics ORDER BY {sqlOrder}");
        Assert.Equal(
            expected.Select(row => (string)row[0]),
            rows.Select(row =>
                $"{row.GetProperty("CountryCode")}{row.GetProperty("Year")}{row.GetProperty("Gender")}{row.GetProperty("Name")}"
            )
        );
        Assert.Equal((expected.Count + 249) / 250, pages);
    }

    [Theory]
    [InlineData("", "id")]
    [InlineData("Births desc", "count DESC, id")]
    [InlineData("CountryCode desc,Name", "country_code DESC, name, id")]
    [InlineData("CreatedAt desc,Year", "created_at DESC, year, id")]
    public async Task Next_links_return_every_row_of_the_files(string orderBy, string sqlOrder)
    {
        var order = orderBy.Length == 0 ? "" : $"&$orderby={orderBy}";
        var (rows, _) = await server.CrawlAsync($"Names?$select=Id{order}", pageSize: 611);
        var expected = await server.SqlAsync(
            $"""
            SELECT id FROM (SELECT n.*, c.code AS country_code FROM names n JOIN countries c ON c.id = country_id
                WHERE deleted_at IS NULL) rows
            ORDER BY {sqlOrder}
            """
        );
        Assert.Equal(expected.Select(row => (long)row[0]), rows.Select(row => row.GetProperty("Id").GetInt64()));
    }

    [Theory]
    [InlineData("SourceUrl", "source_url NULLS FIRST, code")]
    [InlineData("SourceUrl desc", "source_url DESC NULLS LAST, code")]
    [InlineData("SourceUrl,Code desc", "source_url NULLS FIRST, code DESC")]
    public async Task Nulls_are_first_ascending_and_last_descending(string orderBy, string sqlOrder)
    {
        var (rows, pages) = await server.CrawlAsync($"Countries?$select=Code&$orderby={orderBy}", pageSize: 1);
        var expected = await server.SqlAsync($"SELECT code FROM countries ORDER BY {sqlOrder}");
        Assert.Equal(expected.Select(row => (string)row[0]), rows.Select(row => row.GetProperty("Code").GetString()));
        Assert.Equal(expected.Count, pages);
    }

    [Theory]
    [InlineData("$top=1000", 1_000, 4)]
    [InlineData("$top=300", 300, 1)]
    [InlineData("$top=301", 301, 2)]
    [InlineData("$top=0", 0, 1)]
    [InlineData("$top=1000&$skip=5", 1_000, 4)]
    [InlineData("$skip=1000000", 0, 1)]
    public async Task Top_and_skip_apply_to_all_pages_together(string options, int count, int expectedPages)
    {
        var (rows, pages) = await server.CrawlAsync($"Names?$select=Id&{options}", pageSize: 300);
        var skip = options.Contains("skip=5", StringComparison.Ordinal) ? 5 : 0;
        var expected = await server.SqlAsync($"SELECT id FROM names WHERE deleted_at IS NULL ORDER BY id LIMIT {count} OFFSET {skip}");
        Assert.Equal(expected.Select(row => (long)row[0]), rows.Select(row => row.GetProperty("Id").GetInt64()));
        Assert.Equal(expectedPages, pages);
    }

    [Fact]
    public async Task The_count_is_of_all_pages_and_is_in_the_first()
    {
        var first = await server.GetJsonAsync("/odata/NameStatistics?$count=true&$filter=Gender eq 'F'&$top=10&$skip=3");
        var expected = (long)(await server.SqlAsync("SELECT COUNT(*) FROM name_statistics WHERE gender = 'F'"))[0][0];
        Assert.Equal(expected, first.GetProperty("@odata.count").GetInt64());
    }

    [Theory]
    [InlineData("odata.maxpagesize=7", 7)]
    [InlineData("respond-async, maxpagesize=7", 7)]
    [InlineData("maxpagesize=0", 10_000)]
    [InlineData("maxpagesize=x", 10_000)]
    [InlineData("odata.maxpagesize=99999999", 10_000)]
    public async Task A_page_has_at_most_the_preferred_number_of_rows(string prefer, int longest)
    {
        var (_, body, response) = await server.AskAsync("NameStatistics", ("Prefer", prefer));
        var total = (long)(await server.SqlAsync("SELECT COUNT(*) FROM name_statistics"))[0][0];
        Assert.Equal(Math.Min(longest, total), JsonDocument.Parse(body).RootElement.GetProperty("value").GetArrayLength());
        Assert.Equal(
            longest < 10_000,
            response.Headers.TryGetValues("Preference-Applied", out var applied) && applied.Single() == "odata.maxpagesize=7"
        );
    }

    [Fact]
    public async Task A_next_link_has_the_system_options_and_no_key()
    {
        const string question = "mine=1&$filter=CountryCode eq @c&@c='US'&$select=Name&$count=true&$skip=1&$top=5";
        var (_, body, _) = await server.AskAsync($"Names?api_key={server.ViewerKey}&{question}", ("Prefer", "maxpagesize=2"));
        var next = JsonDocument.Parse(body).RootElement.GetProperty("@odata.nextLink").GetString()!;
        Assert.Matches(
            @"/odata/Names\?\$filter=CountryCode%20eq%20@c&@c='?(%27)?US'?(%27)?&\$select=Name&\$top=3&\$skiptoken=[\w-]+$",
            next
        );
        Assert.StartsWith(server.Client.BaseAddress!.ToString(), next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NameStatistics?$skiptoken=abc")]
    [InlineData("NameStatistics?$skiptoken=WyJ4Il0")]
    [InlineData("NameStatistics?$orderby=Births&$skiptoken=TOKEN")]
    [InlineData("NameStatistics?$orderby=Year desc&$skiptoken=TOKEN")]
    [InlineData("GenderProbabilities?$skiptoken=TOKEN")]
    public async Task A_skiptoken_of_another_order_is_refused(string path)
    {
        var (_, first, _) = await server.AskAsync("NameStatistics", ("Prefer", "maxpagesize=1"));
        var token = JsonDocument.Parse(first).RootElement.GetProperty("@odata.nextLink").GetString()!.Split("$skiptoken=")[1];
        var (status, body, _) = await server.AskAsync(path.Replace("TOKEN", token, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("BN421", JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Rows_of_a_deleted_dataset_are_not_returned()
    {
        await server.SqlAsync("UPDATE names SET deleted_at = NOW() WHERE name = 'Zoë'");
        try
        {
            Assert.Empty(await server.RowsAsync("Names?$filter=Name eq 'Zoë'"));
        }
        finally
        {
            await server.SqlAsync("UPDATE names SET deleted_at = NULL WHERE name = 'Zoë'");
        }
    }
}
