using System.Net;
using System.Text.Json;
using BabyNames.Data;
using BabyNames.Queries;
using BabyNames.Server.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.OData;

public class ODataSearchTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("ann", "fold_name(name) LIKE '%ann%'")]
    [InlineData("ANN", "fold_name(name) LIKE '%ann%'")]
    [InlineData("zoe", "name IN ('Zoe', 'Zoë')")]
    [InlineData("ZOË", "name IN ('Zoe', 'Zoë')")]
    [InlineData("\"o'n\"", "name LIKE 'O''N%'")]
    [InlineData("\"100% \"", "name LIKE '100\\%%'")]
    [InlineData("100", "name LIKE '100\\%%'")]
    [InlineData("100%", "name LIKE '100\\%%'")]
    [InlineData("o'neil", "name = 'O''Neil'")]
    [InlineData("o’neil", "name = 'O''Neil'")]
    [InlineData("anne/marie", "name = 'Anne/Marie'")]
    [InlineData("anne-marie", "FALSE")]
    [InlineData("a\\b", "FALSE")]
    [InlineData("Zoe\u0308", "name IN ('Zoe', 'Zoë')")]
    [InlineData("(o'neil OR 100) NOT %", "name = 'O''Neil'")]
    [InlineData("\"%\"", "name LIKE '100\\%%'")]
    [InlineData("\"_\"", "FALSE")]
    [InlineData("\"\u0301\"", "FALSE")]
    [InlineData("ann lie", "fold_name(name) LIKE '%ann%' AND fold_name(name) LIKE '%lie%'")]
    [InlineData("ann AND lie", "fold_name(name) LIKE '%ann%' AND fold_name(name) LIKE '%lie%'")]
    [InlineData("mary OR john", "fold_name(name) LIKE '%mary%' OR fold_name(name) LIKE '%john%'")]
    [InlineData("ann NOT anna", "fold_name(name) LIKE '%ann%' AND NOT fold_name(name) LIKE '%anna%'")]
    [InlineData("NOT a", "NOT fold_name(name) LIKE '%a%'")]
    [InlineData("lou OR ann NOT e", "fold_name(name) LIKE '%lou%' OR fold_name(name) LIKE '%ann%' AND NOT fold_name(name) LIKE '%e%'")]
    [InlineData("(lou OR ann) NOT e", "(fold_name(name) LIKE '%lou%' OR fold_name(name) LIKE '%ann%') AND NOT fold_name(name) LIKE '%e%'")]
    [InlineData("NOT (a OR e OR i)", "NOT (fold_name(name) LIKE '%a%' OR fold_name(name) LIKE '%e%' OR fold_name(name) LIKE '%i%')")]
    [InlineData("nobodyiscalledthis", "FALSE")]
    public async Task A_search_finds_rows_by_parts_of_their_names(string search, string condition)
    {
        (string Set, string Table, string Key, string SqlKey)[] sets =
        [
            ("NameStatistics", "name_statistics", "CountryCode,Year,Gender,Name", "country_code || year || gender || name"),
            ("Decades", "decade_statistics", "CountryCode,Decade,Gender,Name", "country_code || decade || gender || name"),
            ("GenderProbabilities", "gender_probabilities", "CountryCode,Name", "country_code || name"),
            ("Names", "names", "Id", "id::TEXT"),
        ];
        foreach (var (set, table, key, sqlKey) in sets)
        {
            var expected = (await server.SqlAsync($"SELECT {sqlKey} FROM {table} WHERE {condition}"))
                .Select(row => (string)row[0])
                .Order(StringComparer.Ordinal);
            var (rows, _) = await server.CrawlAsync($"{set}?$select={key}&$search={Uri.EscapeDataString(search)}", pageSize: 300);
            var found = rows.Select(row => string.Concat(key.Split(',').Select(property => row.GetProperty(property).ToString())))
                .Order(StringComparer.Ordinal);
            Assert.Equal(expected, found);
        }
    }

    [Theory]
    [InlineData(
        "Countries?$search=united OR CANA&$select=Name",
        "SELECT name FROM countries WHERE name LIKE 'United%' OR name = 'Canada' ORDER BY code"
    )]
    [InlineData(
        "NameStatistics?$search=mary&$filter=Year eq 1881 and Gender eq 'F'&$orderby=Births desc&$top=2&$select=Name",
        "SELECT name FROM name_statistics WHERE name ILIKE '%mary%' AND year = 1881 AND gender = 'F' ORDER BY total_count DESC LIMIT 2"
    )]
    public async Task A_search_combines_with_other_options(string path, string sql) =>
        Assert.Equal(
            (await server.SqlAsync(sql)).Select(row => (string)row[0]),
            (await server.RowsAsync(path)).Select(row => row.GetProperty("Name").GetString())
        );

    [Theory]
    [InlineData("NameStatistics?$search=mary&$filter=length(Name) gt 4", "name ILIKE '%mary%' AND length(name) > 4")]
    [InlineData(
        "NameStatistics?$search=mary OR zoe&$compute=length(Name) as Letters&$filter=Letters gt 4",
        "(name ILIKE '%mary%' OR name IN ('Zoe', 'Zoë')) AND length(name) > 4"
    )]
    [InlineData("NameStatistics?$search=mary&$orderby=length(Name)", "name ILIKE '%mary%'")]
    [InlineData(
        "NameStatistics?$apply=search(mary OR \"o'neil\")/filter(Year eq 1880)",
        "(name ILIKE '%mary%' OR name = 'O''Neil') AND year = 1880"
    )]
    [InlineData("NameStatistics?$apply=search((mary) NOT \")\")", "name ILIKE '%mary%'")]
    [InlineData("PopularNames(country='US',year=1880)?$search=mary", "name ILIKE '%mary%' AND country_code = 'US' AND year = 1880")]
    public async Task A_search_combines_with_computed_conditions(string path, string condition)
    {
        var expected = (await server.SqlAsync($"SELECT country_code || year || gender || name FROM name_statistics WHERE {condition}"))
            .Select(row => (string)row[0])
            .Order(StringComparer.Ordinal);
        var (rows, _) = await server.CrawlAsync(path, pageSize: 20);
        Assert.Equal(
            expected,
            rows.Select(row =>
                    string.Concat("CountryCode,Year,Gender,Name".Split(',').Select(property => row.GetProperty(property).ToString()))
                )
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_rows_of_a_search_can_be_grouped()
    {
        var expected = await server.SqlAsync(
            "SELECT year, sum(total_count)::bigint FROM name_statistics WHERE name ILIKE '%mary%' GROUP BY year ORDER BY year"
        );
        var rows = await server.RowsAsync("NameStatistics?$apply=search(mary)/groupby((Year),aggregate(Births with sum as Total))");
        Assert.Equal(
            expected.Select(row => ((int)row[0], (long)row[1])),
            rows.Select(row => (row.GetProperty("Year").GetInt32(), row.GetProperty("Total").GetInt64()))
        );
    }

    [Fact]
    public async Task The_count_of_a_search_is_the_number_of_its_rows()
    {
        var expected = (long)
            (await server.SqlAsync("SELECT COUNT(*) FROM name_statistics WHERE name ILIKE '%mary%' AND year = 1880"))[0][0];
        Assert.Equal(
            expected,
            (await server.GetJsonAsync("/odata/NameStatistics?$search=mary&$filter=Year eq 1880&$count=true&$top=1"))
                .GetProperty("@odata.count")
                .GetInt64()
        );
        Assert.Equal(expected.ToString(), (await server.AskAsync("NameStatistics/$count?$search=mary&$filter=Year eq 1880")).Body);
    }

    [Theory]
    [InlineData("YearTotals?$search=emma", HttpStatusCode.NotImplemented, "BN501", "$search is not supported for YearTotals; use $filter.")]
    [InlineData(
        "YearTotals?$apply=search(emma)",
        HttpStatusCode.NotImplemented,
        "BN501",
        "$search is not supported for YearTotals; use $filter."
    )]
    [InlineData("NameStatistics?$apply=groupby((Year))&$search=emma", HttpStatusCode.NotImplemented, "BN501", null)]
    [InlineData(
        "NameStatistics?$apply=search(emma",
        HttpStatusCode.BadRequest,
        "BN400",
        "$apply, character 12: expected ')', the end of search(."
    )]
    [InlineData(
        "NameStatistics?$apply=search(emma)x",
        HttpStatusCode.BadRequest,
        "BN400",
        "$apply, character 13: expected '/' or the end."
    )]
    [InlineData(
        "NameStatistics?$apply=search(emma)/filter(",
        HttpStatusCode.BadRequest,
        "BN400",
        "$apply: Expression expected at position 7 in 'filter('."
    )]
    [InlineData("NameStatistics?$search=(emma", HttpStatusCode.BadRequest, "BN400", null)]
    [InlineData("NameStatistics?$search=NOT", HttpStatusCode.BadRequest, "BN400", null)]
    [InlineData("Countries('US')?$search=emma", HttpStatusCode.BadRequest, "BN400", null)]
    public async Task A_search_that_is_not_supported_is_refused(string path, HttpStatusCode expected, string code, string? message)
    {
        var (status, body, _) = await server.AskAsync(path);
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Assert.Equal((expected, code), (status, error.GetProperty("code").GetString()));
        if (message is not null)
            Assert.Equal(message, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_search_above_the_limit_of_words_is_refused()
    {
        Assert.Equal(20, NameWords.MaxWords);
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.AskAsync($"NameStatistics?$search={string.Join(' ', Enumerable.Repeat("a", 20))}")).Status
        );
        var (status, body, _) = await server.AskAsync($"NameStatistics?$search={string.Join(' ', Enumerable.Repeat("a", 21))}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("$search takes at most 20 words", body, StringComparison.Ordinal);
    }

    /// <summary>If a search matches more names than a limit, the query uses a subquery and not a list of the names.</summary>
    [Theory]
    [InlineData(SearchOperator.Not, "e", "fold_name(name) LIKE '%a%' AND NOT fold_name(name) LIKE '%e%'")]
    [InlineData(SearchOperator.Or, "zoe", "fold_name(name) LIKE '%a%' OR fold_name(name) LIKE '%zoe%'")]
    public async Task A_search_that_matches_very_many_names_finds_their_rows(SearchOperator @operator, string word, string condition)
    {
        SearchTerm first = new(SearchOperator.Word, "a"),
            second = new(SearchOperator.Word, word);
        SearchTerm term =
            @operator == SearchOperator.Not
                ? new(SearchOperator.And, null, first, new SearchTerm(SearchOperator.Not, null, second))
                : new(@operator, null, first, second);
        await using var database = await server.Services.GetRequiredService<IDbContextFactory<BabyNamesDbContext>>().CreateDbContextAsync();
        var search = new NameWords("searchable_names WHERE country_code = '' AND", "folded", few: 1);
        var found = await (await search.ApplyAsync(database.NameStatistics, term, database, CancellationToken.None)).LongCountAsync();
        Assert.Equal((long)(await server.SqlAsync($"SELECT COUNT(*) FROM name_statistics WHERE {condition}"))[0][0], found);
    }
}
