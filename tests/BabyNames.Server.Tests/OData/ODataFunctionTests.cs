using System.Net;
using System.Text.Json;

namespace BabyNames.Server.Tests.OData;

public class ODataFunctionTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Fact]
    public async Task Popular_names_of_a_year_equal_GraphQL()
    {
        var data = await server.DataAsync(
            """{ popularNames(country: "US", year: 1880, gender: F, first: 50) { nodes { name count rank } } }"""
        );
        var rows = await server.RowsAsync("PopularNames(country='US',year=1880,gender='F')?$top=50");
        Assert.Equal(
            data.GetProperty("popularNames")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(name => $"{name.GetProperty("name")} {name.GetProperty("count")} {name.GetProperty("rank")}"),
            rows.Select(name => $"{name.GetProperty("Name")} {name.GetProperty("Births")} {name.GetProperty("Rank")}")
        );
        Assert.Equal(
            ["US", "F"],
            rows.SelectMany(row => new[] { row.GetProperty("CountryCode").GetString(), row.GetProperty("Gender").GetString() }).Distinct()
        );
    }

    /// <summary>The same record declares the arguments of the OData function and of the GraphQL field.</summary>
    [Theory]
    [InlineData("decade=1880", "decade: 1880")]
    [InlineData("yearFrom=1880,yearTo=1881", "yearFrom: 1880, yearTo: 1881")]
    [InlineData("year=@y,decade=@d&@y=null&@d=1880", "decade: 1880")]
    public async Task Popular_names_of_a_period_equal_GraphQL(string call, string arguments)
    {
        var (parameters, aliases) = call.Split('&', 2) is [var before, var rest] ? (before, "&" + rest) : (call, "");
        var data = await server.DataAsync(
            $$"""{ popularNames(country: "US", {{arguments}}, first: 100) { totalCount nodes { name gender count rank share } } }"""
        );
        var rows = await server.GetJsonAsync($"/odata/PopularNames(country='US',{parameters})?$top=100&$count=true{aliases}");
        Assert.Equal(data.GetProperty("popularNames").GetProperty("totalCount").GetInt32(), rows.GetProperty("@odata.count").GetInt32());
        Assert.Equal(
            data.GetProperty("popularNames")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(row => string.Join(' ', row.EnumerateObject().Select(field => field.Value))),
            rows.GetProperty("value")
                .EnumerateArray()
                .Select(row =>
                    string.Join(' ', new[] { "Name", "Gender", "Births", "Rank", "Share" }.Select(name => row.GetProperty(name)))
                )
        );
    }

    [Fact]
    public async Task Optional_arguments_have_the_effect_of_GraphQL()
    {
        Assert.Single(await server.RowsAsync("NameTrend(name='Mary',country='US',gender='F',yearFrom=1881)"));
        var all = await server.RowsAsync("RisingNames(country='US',yearFrom=1880,yearTo=1881)");
        var some = await server.RowsAsync("RisingNames(country='US',yearFrom=1880,yearTo=1881,minimumBirths=1000)");
        Assert.Equal(
            all.Where(row => Births(row, "BirthsFrom") >= 1000 || Births(row, "BirthsTo") >= 1000).Select(row => $"{row}"),
            some.Select(row => $"{row}")
        );
        Assert.True(some.Count > 0 && some.Count < all.Count);

        static long Births(JsonElement row, string property) =>
            row.GetProperty(property) is { ValueKind: JsonValueKind.Number } births ? births.GetInt64() : 0;
    }

    [Theory]
    [InlineData("PopularNames(country='US',year=1880)", "country_code = 'US' AND year = 1880", "total_count DESC, name, gender")]
    [InlineData(
        "PopularNames(country=@c,year=@y,gender=@g)?@c='US'&@y=1881&@g='M'",
        "country_code = 'US' AND year = 1881 AND gender = 'M'",
        "total_count DESC, name"
    )]
    [InlineData(
        "PopularNames(country='US',year=1880)?$filter=startswith(Name,'A')&$orderby=Name",
        "country_code = 'US' AND year = 1880 AND name LIKE 'A%'",
        "name, gender"
    )]
    [InlineData("NameTrend(name='mARY',country='US')", "country_code = 'US' AND name = 'Mary'", "year, gender")]
    [InlineData("NameTrend(country='US',name='Mary',gender='F')", "country_code = 'US' AND name = 'Mary' AND gender = 'F'", "year")]
    [InlineData("NameTrend(country='US',name='Nobody')", "FALSE", "year")]
    public async Task Pages_of_a_function_contain_the_rows_of_SQL(string call, string where, string order)
    {
        var expected = await server.SqlAsync($"SELECT name || year || gender FROM name_statistics WHERE {where} ORDER BY {order}");
        var (rows, _) = await server.CrawlAsync(call, pageSize: 100);
        Assert.Equal(
            expected.Select(row => (string)row[0]),
            rows.Select(row => $"{row.GetProperty("Name")}{row.GetProperty("Year")}{row.GetProperty("Gender")}")
        );
        var count = call.Contains('?', StringComparison.Ordinal)
            ? call.Replace("?", "/$count?", StringComparison.Ordinal)
            : $"{call}/$count";
        Assert.Equal($"{expected.Count}", (await server.AskAsync(count)).Body);
    }

    [Fact]
    public async Task Gender_distribution_equals_GraphQL()
    {
        var data = await server.DataAsync(
            """{ genderDistribution(names: ["Mary", "Nobody", "Jessie"], country: "US") { name femaleCount maleCount """
                + """femaleProbability maleProbability } }"""
        );
        var rows = await server.RowsAsync("GenderDistribution(names='Mary, Nobody,Jessie',country='US')");
        Assert.Equal(
            data.GetProperty("genderDistribution")
                .EnumerateArray()
                .Where(distribution => distribution.ValueKind == JsonValueKind.Object)
                .Select(distribution => string.Join(' ', distribution.EnumerateObject().Select(pair => pair.Value.ToString()))),
            rows.Select(distribution =>
                $"{distribution.GetProperty("Name")} {distribution.GetProperty("FemaleBirths")} {distribution.GetProperty("MaleBirths")} "
                + $"{distribution.GetProperty("FemaleProbability")} {distribution.GetProperty("MaleProbability")}"
            )
        );
        Assert.Equal(2, rows.Count);
        Assert.Equal(
            ["Mary", "Jessie"],
            (await server.RowsAsync("GenderDistribution(names='Mary,Jessie')?$select=Name")).Select(distribution =>
                distribution.GetProperty("Name").GetString()
            )
        );
    }

    [Theory]
    [InlineData("RisingNames", "risingNames")]
    [InlineData("FallingNames", "fallingNames")]
    public async Task Rising_and_falling_names_equal_GraphQL(string function, string question)
    {
        var data = await server.DataAsync(
            $$"""{ {{question}}(country: "US", yearFrom: 1880, yearTo: 1881, first: 1000) { name gender change rankFrom } }"""
        );
        var rows = await server.RowsAsync($"{function}(country='US',yearFrom=1880,yearTo=1881)");
        Assert.Equal(
            data.GetProperty(question)
                .EnumerateArray()
                .Select(name =>
                    $"{name.GetProperty("name")} {name.GetProperty("gender")} {name.GetProperty("change")} {name.GetProperty("rankFrom")}"
                ),
            rows.Take(1000)
                .Select(name =>
                    $"{name.GetProperty("Name")} {name.GetProperty("Gender")} {name.GetProperty("Change")} {name.GetProperty("RankFrom")}"
                )
        );
        var some = await server.GetJsonAsync(
            $"/odata/{function}(country='US',yearFrom=1880,yearTo=1881,gender='F')?$filter=RankFrom le 10&$orderby=Name "
                + $"desc&$top=2&$skip=1&$select=Name,RankFrom&$count=true"
        );
        var expected = rows.Where(name =>
                name.GetProperty("Gender").GetString() == "F"
                && name.GetProperty("RankFrom") is { ValueKind: JsonValueKind.Number } rank
                && rank.GetInt32() <= 10
            )
            .Select(name => name.GetProperty("Name").GetString())
            .OrderDescending(StringComparer.Ordinal)
            .ToList();
        Assert.Equal(expected.Count, some.GetProperty("@odata.count").GetInt32());
        Assert.Equal(
            expected.Skip(1).Take(2),
            some.GetProperty("value").EnumerateArray().Select(name => name.GetProperty("Name").GetString())
        );
    }

    [Theory]
    [InlineData("RisingNames", "risingNames")]
    [InlineData("FallingNames", "fallingNames")]
    public async Task Rising_and_falling_names_have_their_country_and_years(string function, string question)
    {
        var call = $"{function}(country='US',yearFrom=1880,yearTo=1881)";
        var row = (await server.RowsAsync($"{call}?$top=1"))[0];
        Assert.Equal("US 1880 1881", $"{row.GetProperty("CountryCode")} {row.GetProperty("YearFrom")} {row.GetProperty("YearTo")}");
        var data = await server.DataAsync(
            $$"""{ {{question}}(country: "US", yearFrom: 1880, yearTo: 1881, first: 1) { countryCode yearFrom yearTo } }"""
        );
        Assert.Equal("""{"countryCode":"US","yearFrom":1880,"yearTo":1881}""", data.GetProperty(question)[0].GetRawText());
        Assert.Equal("0", (await server.AskAsync($"{call}/$count?$filter=CountryCode eq 'GB' or YearTo eq 1880")).Body);
        var group = Assert.Single(await server.RowsAsync($"{call}?$apply=groupby((CountryCode,YearTo),aggregate($count as N))"));
        Assert.Equal((await server.AskAsync($"{call}/$count?$filter=length(CountryCode) eq 2")).Body, $"{group.GetProperty("N")}");
        Assert.NotEmpty(await server.RowsAsync($"{call}?$orderby=CountryCode,YearFrom desc&$top=3"));
    }

    /// <summary>Filters apply before paging. Expressions have the same syntax and meaning as in queries of entity sets.</summary>
    [Theory]
    [InlineData("RisingNames(country='US',yearFrom=1880,yearTo=1881)", "Gender eq 'F' and Change gt 0.01", "Name,Gender")]
    [InlineData(
        "FallingNames(country='US',yearFrom=1880,yearTo=1881)",
        "startswith(Name,'Q') or contains(tolower(Name),'ee')",
        "Name,Gender"
    )]
    [InlineData(
        "FallingNames(country='US',yearFrom=1880,yearTo=1881)",
        "matchesPattern(Name,'^(A|B).*a$') and RankTo eq null",
        "Name,Gender"
    )]
    [InlineData("GenderDistribution(names='Mary,Jessie,John,Marion')", "FemaleProbability mul 2 gt 100", "Name")]
    public async Task A_filter_on_a_function_returns_the_rows_for_which_it_is_true(string call, string filter, string keys)
    {
        string Key(JsonElement row) => string.Join('|', keys.Split(',').Select(name => row.GetProperty(name).GetString()));

        var (all, pages) = await server.CrawlAsync($"{call}?$compute={filter} as Yes&$select={keys},Yes", pageSize: 3);
        var expected = all.Where(row => row.GetProperty("Yes").GetBoolean()).Select(Key).ToList();
        Assert.True(pages > 1 && expected.Count > 0 && expected.Count < all.Count);
        var (filtered, _) = await server.CrawlAsync($"{call}?$filter={filter}", pageSize: 7);
        Assert.Equal(expected, filtered.Select(Key));
        Assert.Equal($"{expected.Count}", (await server.AskAsync($"{call}/$count?$filter={filter}")).Body);
        Assert.Equal(
            expected.Count,
            Assert.Single(await server.RowsAsync($"{call}?$apply=filter({filter})/aggregate($count as N)")).GetProperty("N").GetInt32()
        );
        var csv = (await server.AskAsync($"{call}?$filter={filter}&$format=csv&$select={keys}")).Body;
        Assert.Equal(
            expected.Prepend(keys.Replace(',', '|')),
            csv.TrimStart('\uFEFF').TrimEnd().Split("\r\n").Select(line => line.Replace(',', '|'))
        );
    }

    [Fact]
    public async Task Rising_names_can_be_grouped()
    {
        var rows = await server.RowsAsync("RisingNames(country='US',yearFrom=1880,yearTo=1881)");
        var groups = await server.RowsAsync(
            "RisingNames(country='US',yearFrom=1880,yearTo=1881)?$apply=groupby((Gender),aggregate(Change with max as Most,$count as N))"
        );
        Assert.Equal(
            rows.GroupBy(row => row.GetProperty("Gender").GetString())
                .OrderBy(group => group.Key)
                .Select(group => $"{group.Key} {group.Max(row => row.GetProperty("Change").GetDouble())} {group.Count()}"),
            groups.Select(group => $"{group.GetProperty("Gender")} {group.GetProperty("Most").GetDouble()} {group.GetProperty("N")}")
        );
    }

    [Theory]
    [InlineData("PopularNames(country='XX',year=1880)", HttpStatusCode.BadRequest, "BN201")]
    [InlineData("PopularNames(country='US',year=3000)", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("PopularNames(country='US',year=@y)", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("PopularNames(country='US',year=@y)?@y='x'", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("PopularNames(country='US')", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("PopularNames(country='US',year=1880,decade=1880)", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("PopularNames(country='US',decade=1885)", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("PopularNames(country='US',year=1880,gender='f')", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("NameTrend(name='Mary',country='US',yearFrom=1881,yearTo=1880)", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("PopularNames", HttpStatusCode.BadRequest, "BN400")]
    [InlineData("RisingNames(country='US',yearFrom=1880,yearTo=1880)", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("GenderDistribution(names='')", HttpStatusCode.BadRequest, "BN208")]
    [InlineData("GenderDistribution(names='Mary')?$filter=Nothing eq 1", HttpStatusCode.BadRequest, "BN400")]
    public async Task A_function_with_invalid_arguments_is_refused(string call, HttpStatusCode expected, string code)
    {
        var (status, body, _) = await server.AskAsync(call);
        Assert.True(expected == status, body);
        Assert.Equal(code, JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString());
    }
}
