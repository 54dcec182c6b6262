using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

public class ApplyTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData(
        "groupby((Year),aggregate(Births with sum as Total))",
        "Year,Total",
        "SELECT year, sum(total_count) FROM name_statistics GROUP BY year ORDER BY 1"
    )]
    [InlineData(
        "filter(CountryCode eq 'US')/groupby((Year,Gender),aggregate(Births with sum as S,Births with min as L,Births with max as "
            + "H,$count as N))",
        "Year,Gender,S,L,H,N",
        "SELECT year, gender, sum(total_count), min(total_count), max(total_count), count(*) FROM name_statistics "
            + "WHERE country_code = 'US' GROUP BY 1, 2 ORDER BY 1, 2"
    )]
    [InlineData(
        "groupby((Country/Name,Year),aggregate(Births with average as A,Name with countdistinct as D))",
        "Country/Name,Year,A,D",
        "SELECT c.name, year, avg(total_count)::float8, count(DISTINCT s.name) FROM name_statistics s JOIN countries c "
            + "ON c.id = country_id GROUP BY 1, 2 ORDER BY 1, 2"
    )]
    [InlineData(
        "compute(Year mod 2 as Odd)/groupby((Odd,Gender),aggregate(Births with average as A,$count as N,Births with min as L,Year "
            + "with countdistinct as Y))",
        "Odd,Gender,A,N,L,Y",
        "SELECT year % 2, gender, avg(total_count)::float8, count(*), min(total_count), count(DISTINCT year) FROM name_statistics "
            + "GROUP BY 1, 2 ORDER BY 1, 2"
    )]
    [InlineData(
        "aggregate(1 with sum as A,2 with sum as B,Births with sum as S)",
        "A,B,S",
        "SELECT count(*), 2 * count(*), sum(total_count) FROM name_statistics"
    )]
    [InlineData("aggregate('a' with max as M,2 with countdistinct as C)", "M,C", "SELECT 'a', 1")]
    [InlineData("compute(5 as Five)/groupby((Five),aggregate($count as N))", "Five,N", "SELECT 5, count(*) FROM name_statistics")]
    [InlineData(
        "compute('x' as X,true as Y,1 add 1 as Two)/groupby((X,Y,Two),aggregate($count as N))",
        "X,N",
        "SELECT 'x', count(*) FROM name_statistics"
    )]
    [InlineData("groupby((CountryCode))", "CountryCode", "SELECT DISTINCT country_code FROM name_statistics ORDER BY 1")]
    [InlineData(
        "aggregate(Births with average as A,Births with sum as S)",
        "A,S",
        "SELECT avg(total_count)::float8, sum(total_count) FROM name_statistics"
    )]
    [InlineData("filter(Year eq 1700)/aggregate($count as N,Births with sum as S)", "N,S", "SELECT 0, NULL")]
    [InlineData(
        "compute(Year div 10 mul 10 as Ten,length(Name) as Letters)/groupby((Ten,Letters),aggregate(Births mul 2 with sum as Twice))",
        "Ten,Letters,Twice",
        "SELECT year / 10 * 10, length(name), sum(total_count * 2) FROM name_statistics GROUP BY 1, 2 ORDER BY 1, 2"
    )]
    [InlineData("groupby((Name),aggregate(Births with sum as T))/filter(T gt 3000)/groupby((),aggregate($count as N))", null, null)]
    [InlineData(
        "groupby((Name),aggregate(Births with sum as T))/filter(T gt 3000)/compute(T div 3.0 as Third)/aggregate($count as N,Third "
            + "with max as M)",
        "N,M",
        "SELECT count(*), max(round(t / 3, 10)) FROM (SELECT sum(total_count) AS t FROM name_statistics GROUP BY name) g WHERE t > 3000"
    )]
    [InlineData(
        "groupby((year),aggregate(births with sum as Total))",
        "Year,Total",
        "SELECT year, sum(total_count) FROM name_statistics GROUP BY year ORDER BY 1"
    )]
    public async Task Groups_equal_the_groups_of_SQL(string apply, string? columns, string? sql)
    {
        var path = $"NameStatistics?$apply={Uri.EscapeDataString(apply)}";
        if (sql is null)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await server.AskAsync(path)).Status);
            return;
        }
        await AssertSameAsync(sql, columns!, await server.RowsAsync(path));
    }

    [Theory]
    [InlineData("$orderby=Total desc", 3)]
    [InlineData("$orderby=Total desc,Name", 7)]
    [InlineData("$orderby=Name desc", 50)]
    [InlineData("$orderby=length(Name) desc,Total", 10)]
    [InlineData("", 50)]
    [InlineData("$orderby=Total div 100,Name desc", 11)]
    public async Task Pages_contain_every_group_once_in_order(string order, int pageSize)
    {
        var path =
            $"NameStatistics?$apply=filter(Births gt 50)/groupby((Name,Gender),aggregate(Births with sum as Total))&$filter=Total gt "
            + $"100&{order}";

        var whole = await server.RowsAsync(path.TrimEnd('&'));
        var (paged, pages) = await server.CrawlAsync(path.TrimEnd('&'), pageSize);

        var count = await server.SqlAsync(
            "SELECT count(*) FROM (SELECT FROM name_statistics WHERE total_count > 50 GROUP BY name, gender "
                + "HAVING sum(total_count) > 100) g"
        );
        Assert.Equal(Assert.Single(count)[0], (long)whole.Count);
        Assert.InRange(pages, 2, whole.Count);
        Assert.Equal(whole.Select(row => row.ToString()), paged.Select(row => row.ToString()));
    }

    [Fact]
    public async Task The_context_URL_names_the_columns_and_an_alias_has_its_type()
    {
        var (_, body, response) = await server.AskAsync(
            "NameStatistics?$apply=groupby((Year,Country/Name),aggregate(Births with sum as "
                + "Total))&$count=true&$orderby=Country/Name,Year&$top=2"
        );

        using var answer = JsonDocument.Parse(body);
        Assert.EndsWith(
            "/odata/$metadata#NameStatistics(Year,Country(Name),Total)",
            answer.RootElement.GetProperty("@odata.context").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(3, answer.RootElement.GetProperty("@odata.count").GetInt32());
        var first = answer.RootElement.GetProperty("value")[0];
        Assert.Equal("United Kingdom", first.GetProperty("Country").GetProperty("Name").GetString());
        Assert.Equal("#Int64", first.GetProperty("Total@odata.type").GetString());
        Assert.Equal("4.0", response.Headers.GetValues("OData-Version").Single());
    }

    [Fact]
    public async Task Int64_sums_are_strings_with_IEEE754Compatible()
    {
        var (_, body, _) = await server.AskAsync(
            "NameStatistics?$apply=aggregate(Births with sum as Total)",
            ("Accept", "application/json;IEEE754Compatible=true;odata.metadata=none")
        );

        using var answer = JsonDocument.Parse(body);
        Assert.Equal(JsonValueKind.String, answer.RootElement.GetProperty("value")[0].GetProperty("Total").ValueKind);
        Assert.False(answer.RootElement.TryGetProperty("@odata.context", out _));
    }

    [Theory]
    [InlineData("$apply=groupby((Name),aggregate(Births mul 5000000000 with sum as T))&$filter=T gt 2147483647", HttpStatusCode.OK)]
    [InlineData("$apply=aggregate(Births mul 9000000000000000 with sum as T)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Name),aggregate(Births with sum as T))/compute(T div 0 as Z)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Name),aggregate(Births with sum as T))&$filter=T mod 0 eq 1", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Name),aggregate(Births with sum as T))&$filter=T div 2 mod 7 eq 1", HttpStatusCode.OK)]
    [InlineData("$apply=concat(aggregate($count as A),groupby((Year)))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=groupby((Name),aggregate(Births with Custom.Median as T))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=frobnicate(Year)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year),aggregate(Births with sum as Name))", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year,Year))", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Country))", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Nope))", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year))&$filter=Name eq 'Mary'", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year))&$orderby=Births", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year))&$select=Births", HttpStatusCode.BadRequest)]
    [InlineData("$apply=groupby((Year))&$expand=Country", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=groupby((rollup($all,Year)),aggregate($count as N))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=groupby((Year),topcount(1,Births))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=topcount(3,Births)/groupby((Name))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=filter(Year eq 1880)/orderby(Name)/top(3)", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=groupby((Year),aggregate(Country/SourceUrl with max as U))", HttpStatusCode.NotImplemented)]
    [InlineData("$apply=aggregate(Name with sum as T)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=aggregate(Name with average as T)", HttpStatusCode.BadRequest)]
    [InlineData("$apply=compute(null or false as B)/groupby((B))", HttpStatusCode.BadRequest)]
    [InlineData("$apply=aggregate(Name with max as T)", HttpStatusCode.OK)]
    [InlineData("$apply=identity", HttpStatusCode.NotImplemented)]
    public async Task An_invalid_apply_is_refused_with_its_reason(string query, HttpStatusCode status)
    {
        var (actual, body, _) = await server.AskAsync($"NameStatistics?{query}");

        Assert.True(status == actual, $"{actual}: {body}");
        if (status != HttpStatusCode.OK)
            Assert.Matches(@"""code"":""BN(400|422|501)""", body);
    }

    [Theory]
    [InlineData(
        "Names?$apply=groupby((CountryCode,Gender),aggregate(Births with sum as Total))",
        "CountryCode,Gender,Total",
        "SELECT c.code, gender, sum(count) FROM names n JOIN countries c ON c.id = n.country_id WHERE deleted_at IS NULL "
            + "GROUP BY 1, 2 ORDER BY 1, 2"
    )]
    [InlineData(
        "Names?$apply=filter(CountryCode eq 'GB')/groupby((Country/Code),aggregate($count as N))",
        "Country/Code,N",
        "SELECT 'GB', 4"
    )]
    [InlineData(
        "Countries?$apply=groupby((SourceUrl),aggregate($count as N))",
        "SourceUrl,N",
        "SELECT source_url, count(*) FROM countries GROUP BY 1 ORDER BY 1 NULLS FIRST"
    )]
    [InlineData(
        "GenderProbabilities?$apply=groupby((CountryCode),aggregate(MaleProbability with average as A,MaleProbability with sum as S))",
        "CountryCode,A,S",
        "SELECT country_code, round(avg(male_probability), 10), sum(male_probability) FROM gender_probabilities GROUP BY 1 ORDER BY 1"
    )]
    public async Task Every_set_can_be_grouped(string path, string columns, string sql) =>
        await AssertSameAsync(sql, columns, await server.RowsAsync(path));

    [Theory]
    [InlineData("groupby((Year))&$filter=Gender eq 'F'", "The groups have no column Gender.")]
    [InlineData("aggregate(Name with average as A)", "does not accept a value of this type")]
    [InlineData("foo(Year)", "'aggregate|filter|groupby|compute' expected")]
    public async Task The_error_of_an_invalid_apply_does_not_use_terms_of_the_library(string apply, string message)
    {
        var (_, body, _) = await server.AskAsync(
            $"YearTotals?$apply={apply}".Replace("YearTotals?$apply=aggregate", "NameStatistics?$apply=aggregate", StringComparison.Ordinal)
        );
        Assert.Contains(message, System.Text.RegularExpressions.Regex.Unescape(body), StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_count_of_groups_is_plain_text()
    {
        var (_, body, _) = await server.AskAsync("NameStatistics/$count?$apply=groupby((Gender,Year))&$filter=Gender eq 'F'");

        Assert.Equal("2", body);
    }

    private async Task AssertSameAsync(string sql, string columns, List<JsonElement> rows)
    {
        var expected = (await server.SqlAsync($"SELECT row_to_json(q)::text FROM ({sql}) q({Quoted(columns)})")).ConvertAll(row =>
            (string)row[0]
        );
        var actual = rows.Select(row =>
                columns.Split(',').Select(path => path.Split('/').Aggregate(row, (value, name) => value.GetProperty(name)))
            )
            .ToList();
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (want, got) in expected.Zip(actual))
            Assert.Equal(JsonDocument.Parse(want).RootElement.EnumerateObject().Select(value => Text(value.Value)), got.Select(Text));
    }

    private static string Quoted(string columns) => string.Join(',', columns.Split(',').Select(name => $"\"{name}\""));

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
