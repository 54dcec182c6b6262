using System.Net;

namespace BabyNames.Server.Tests.OData;

/// <summary>Compares every operator and function with the same expression in SQL.</summary>
public class ODataExpressionTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("Births div 1000 eq 2", "total_count / 1000 = 2")]
    [InlineData("Births div 1000.0 gt 2.5", "total_count / 1000.0 > 2.5")]
    [InlineData("-Births lt -5000", "total_count > 5000")]
    [InlineData("Year add 1 sub 2 mul 3 div 4 mod 5 eq 1880", "year + 1 - 2 * 3 / 4 % 5 = 1880")]
    [InlineData("(Year add 1) mul 2 eq 3762", "year = 1880")]
    [InlineData("not (length(Name) eq 4 or Births lt 5000)", "length(name) <> 4 AND total_count >= 5000")]
    [InlineData("matchesPattern(Name,'^A.*a$')", "name ~ '^A.*a$'")]
    [InlineData("matchespattern(Name,'%5EZ')", "name ~ '^Z'")]
    [InlineData("cast(Year,Edm.String) eq '1881'", "year = 1881")]
    [InlineData("cast('1881',Edm.Int32) eq Year", "year = 1881")]
    [InlineData("Births gt cast('1881',Edm.Int64)", "total_count > 1881")]
    [InlineData("Share lt cast('0.05',Edm.Decimal)", "share < 0.05")]
    [InlineData("Births gt cast('1.5e3',Edm.Double)", "total_count > 1500")]
    [InlineData("CalendarYear/FirstDay eq cast('1881-01-01',Edm.Date)", "year = 1881")]
    [InlineData("cast(@year,Edm.Int32) eq Year&@year='1881'", "year = 1881")]
    [InlineData("cast(Share,'Edm.Int32') eq 2", "trunc(share) = 2")]
    [InlineData("isof(Year,Edm.Int32) and not isof(Name,Edm.Int32) and Births gt 5000", "total_count > 5000")]
    [InlineData("$it/Year eq 1880 and length($it/Name) eq 3", "year = 1880 AND length(name) = 3")]
    [InlineData("Country ne null and length(Name) eq 3", "length(name) = 3")]
    [InlineData("Country/Code eq 'GB' and length(Name) gt 5", "country_code = 'GB' AND length(name) > 5")]
    [InlineData("YEAR EQ 1880 AND LENGTH(NAME) EQ 3", "year = 1880 AND length(name) = 3")]
    [InlineData("length(Name) in (2,3)", "length(name) IN (2, 3)")]
    [InlineData("substring(Name,1) in ('nna','mma',null)", "substr(name, 2) IN ('nna', 'mma')")]
    [InlineData("not (length(Name) in (2,3,4,5,6,7))", "length(name) NOT IN (2, 3, 4, 5, 6, 7)")]
    [InlineData("substring(Name,1,2) eq 'nn'", "substr(name, 2, 2) = 'nn'")]
    [InlineData("substring(Name,-2) eq 'ly'", "right(name, 2) = 'ly'")]
    [InlineData("indexof(Name,'nn') eq 1", "strpos(name, 'nn') = 2")]
    [InlineData("indexof(Name,'q') eq -1 and Births gt 5000", "name NOT LIKE '%q%' AND total_count > 5000")]
    [InlineData("concat(concat(Name,'-'),Gender) eq 'Mary-F'", "name = 'Mary' AND gender = 'F'")]
    [InlineData("trim(concat(' ',Name)) eq 'Mary'", "name = 'Mary'")]
    [InlineData("toupper(Name) eq 'MARY' and length(Name) eq 4", "upper(name) = 'MARY'")]
    [InlineData("round(Share) eq 3 or floor(Share) eq 5 or ceiling(Share) eq 9", "round(share) = 3 OR floor(share) = 5 OR ceil(share) = 9")]
    [InlineData("round(2.5) eq 3 and round(-2.5) eq -3 and round(2.5e0) eq 3 and Births gt 9000", "total_count > 9000")]
    [InlineData("Gender eq 'F' and length(Gender) eq 1 and Births gt 5000", "gender = 'F' AND total_count > 5000")]
    [InlineData("length(Name) eq @l and Name ne @n&@l=4&@n='Mary'", "length(name) = 4 AND name <> 'Mary'")]
    [InlineData("length(Name) eq @a&@a=length(@b)&@b='abc'", "length(name) = 3")]
    [InlineData("@missing eq null and length(Name) eq 3", "length(name) = 3")]
    [InlineData("Births gt 1e3 and length(Name) lt 4", "total_count > 1000 AND length(name) < 4")]
    [InlineData("length(Name) lt 99999999999999999999 and Births gt 9000", "total_count > 9000")]
    [InlineData("length(null) eq null and Births gt 9000", "total_count > 9000")]
    [InlineData("not (length(null) gt 1) and Births gt 9000", "total_count > 9000")]
    [InlineData("length(Name) eq 3 eq true", "length(name) = 3")]
    [InlineData("now() gt 2020-01-01T00:00:00Z and Births gt 9000", "total_count > 9000")]
    [InlineData("mindatetime() lt now() and maxdatetime() gt now() and Births gt 9000", "total_count > 9000")]
    [InlineData("totalseconds(duration'PT1M30S') eq 90 and Births gt 9000", "total_count > 9000")]
    [InlineData("2020-02-29T10:00:00Z sub 2020-02-28T10:00:00Z eq duration'P1D' and Births gt 9000", "total_count > 9000")]
    [InlineData("year(2020-02-29) eq 2020 and month(2020-02-29) eq 2 and day(2020-02-29) eq 29 and Births gt 9000", "total_count > 9000")]
    [InlineData(
        "hour(2020-02-29T01:02:03.5%2B02:00) eq 23 and minute(2020-02-29T01:02:03.5Z) eq 2 and second(2020-02-29T01:02:03.5Z) eq 3 "
            + "and Births gt 9000",
        "total_count > 9000"
    )]
    [InlineData(
        "fractionalseconds(2020-02-29T01:02:03.5Z) eq 0.5 and totaloffsetminutes(now()) eq 0 and Births gt 9000",
        "total_count > 9000"
    )]
    [InlineData(
        "date(2020-02-29T01:02:03Z) eq 2020-02-29 and time(2020-02-29T01:02:03Z) eq 01:02:03 and Births gt 9000",
        "total_count > 9000"
    )]
    public async Task A_filter_with_an_operator_or_function_returns_the_rows_of_SQL(string filter, string where)
    {
        var expected = (long)(await server.SqlAsync($"SELECT count(*) FROM name_statistics WHERE {where}"))[0][0];
        var rows = await server.RowsAsync($"NameStatistics?$filter={filter}");

        Assert.True(expected > 0, "The filter matches no row, so the test compares nothing.");
        Assert.Equal(expected, rows.Count);
        Assert.Equal(
            expected.ToString(System.Globalization.CultureInfo.InvariantCulture),
            (await server.AskAsync($"NameStatistics/$count?$filter={filter}")).Body
        );
    }

    /// <summary>The database also evaluates expressions that contain no column.</summary>
    [Theory]
    [InlineData("substring(Name,2147483647)", "")]
    [InlineData("substring(Name,-2147483648)", "United States")]
    [InlineData("substring(Name,7,100)", "States")]
    [InlineData("totalseconds(2026-11-29T19:42:42.448165Z sub 2026-11-29T19:42:42Z)", "0.448165")]
    [InlineData("fractionalseconds(2026-11-29T19:42:42.448165Z)", "0.448165")]
    [InlineData("NaN eq NaN", "True")]
    [InlineData("round(2.5) add round(-2.5)", "0")]
    [InlineData("'a' lt 'B'", "False")]
    public async Task An_expression_of_constants_has_its_value(string expression, string value)
    {
        var row = Assert.Single(await server.RowsAsync($"Countries?$filter=Code eq 'US'&$compute={expression} as X&$select=X"));
        Assert.Equal(value, row.GetProperty("X").ToString());
    }

    [Theory]
    [InlineData("9223372036854775807 add 1")]
    [InlineData("9223372036854775807 mul 2")]
    [InlineData("1 div 0")]
    [InlineData("-(-9223372036854775808)")]
    public async Task An_expression_of_constants_that_overflows_is_refused(string expression)
    {
        foreach (var query in new[] { $"$filter={expression} gt 0", $"$compute={expression} as X&$top=1" })
        {
            var (status, body, _) = await server.AskAsync($"Countries?{query}");
            Assert.True(status == HttpStatusCode.BadRequest && body.Contains("BN422", StringComparison.Ordinal), body);
        }
    }

    /// <summary>The functions convert letters beyond ASCII in $filter and in $apply, with and without another condition.</summary>
    [Theory]
    [InlineData("tolower(Name) eq 'zoë'")]
    [InlineData("toupper(Name) eq 'ZOË'")]
    [InlineData("contains(tolower(Name),'oë')")]
    [InlineData("startswith(toupper(Name),'ZOË')")]
    [InlineData("tolower(Name) in ('zoë','noë')")]
    [InlineData("tolower('ZOË') eq tolower(Name)")]
    [InlineData("tolower(toupper(Name)) eq 'zoë'")]
    public async Task Case_functions_follow_Unicode(string filter)
    {
        foreach (var query in new[] { $"$filter={filter}", $"$filter={filter} and length(Name) gt 0", $"$apply=filter({filter})" })
            Assert.Equal("Zoë", Assert.Single(await server.RowsAsync($"NameStatistics?{query}")).GetProperty("Name").GetString());
    }

    [Theory]
    [InlineData("Countries", "length(SourceUrl) gt 5", "countries", "length(source_url) > 5")]
    [InlineData("Countries", "not (length(SourceUrl) gt 5)", "countries", "source_url IS NULL OR length(source_url) <= 5")]
    [InlineData("Countries", "concat(SourceUrl,'x') eq null", "countries", "source_url IS NULL")]
    [InlineData("Countries", "concat(SourceUrl,'x') ne 'x'", "countries", "TRUE")]
    [InlineData("Countries", "date(CreatedAt) le date(now()) and CreatedAt lt now() add duration'PT1H'", "countries", "TRUE")]
    [InlineData(
        "Names",
        "CountryCode eq 'GB' and length(Name) gt 3",
        "names",
        "deleted_at IS NULL AND name IN ('O''Neil', 'Anne/Marie', '100% +&#?')"
    )]
    public async Task An_expression_in_another_set_returns_the_rows_of_SQL(string set, string filter, string table, string where)
    {
        var expected = (long)(await server.SqlAsync($"SELECT count(*) FROM {table} WHERE {where}"))[0][0];

        Assert.Equal(expected, (await server.RowsAsync($"{set}?$filter={filter}")).Count);
    }

    [Theory]
    [InlineData("$filter=length(Name,1) eq 1", "BN400", "$filter: No function signature for the function with name 'length' matches")]
    [InlineData("$filter=length(Year) eq 1", "BN400", "The function signatures considered are: length(Edm.String")]
    [InlineData("$filter=year(Name) eq 1", "BN400", "No function signature for the function with name 'year' matches")]
    [InlineData("$filter=length(Name) eq '1'", "BN400", "Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'Equal'")]
    [InlineData("$filter=length(Name)", "BN400", "$filter: The $filter expression must evaluate to a single boolean value.")]
    [InlineData("$filter=length(Name) eq 1 eq", "BN400", "$filter: Expression expected at position 20")]
    [InlineData("$filter=length(Nmae) eq 1", "BN400", "Could not find a property named 'Nmae' on type 'BabyNames.NameStatistic'")]
    [InlineData("$filter=geo.distance(Name,Name) eq 1", "BN501", "$filter: geo.distance is not supported. Supported are the functions in")]
    [InlineData("$filter=matchesPattern(Name,'(')", "BN422", "invalid regular expression")]
    [InlineData("$filter=matchesPattern(Name,'(a*)\\1')", "BN501", "Patterns with back references, and groups with ?")]
    [InlineData("$filter=matchesPattern(Name,Gender)", "BN501", "must be a literal")]
    [InlineData("$filter=Births mod 0 eq 1", "BN422", "division by zero")]
    [InlineData("$filter=Births divby 2 eq 1", "BN501", "$filter: divby is not supported.")]
    [InlineData("$filter=case(Year eq 1880:1,true:2) eq 1", "BN501", "$filter: case is not supported.")]
    [InlineData(
        "$apply=groupby((rollup($all,Year)))",
        "BN501",
        "$apply: The transformation rollup is not supported. Supported are filter, groupby"
    )]
    [InlineData("$filter=Births div 0.0 eq 1", "BN422", "division by zero")]
    [InlineData("$filter=length(@a) eq 1&@a=length(@a)", "BN400", "$filter: Parentheses, functions and aliases are nested too deep.")]
    [InlineData("$orderby=length(Name) sideways", "BN400", "$orderby: Syntax error at position 21")]
    [InlineData("$compute=Year as Y,length(Name) as Y", "BN400", "There is already a property Y")]
    [InlineData("$compute=Year add 1", "BN400", "$compute: 'as' expected at position 10")]
    public async Task An_error_names_the_option_and_the_reason(string query, string code, string message)
    {
        var (status, body, _) = await server.AskAsync($"NameStatistics?{query}");

        Assert.Contains($"\"{code}\"", body, StringComparison.Ordinal);
        Assert.Contains(message, System.Text.RegularExpressions.Regex.Unescape(body), StringComparison.Ordinal);
        Assert.Equal(code == "BN501" ? HttpStatusCode.NotImplemented : HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData("length(Name) desc,Name", "length(name) DESC, name, country_code, year, gender", 400)]
    [InlineData(
        "Births div 10,Country/Name desc",
        "total_count / 10, (CASE country_code WHEN 'GB' THEN 0 ELSE 1 END) DESC, country_code, year, gender, name",
        300
    )]
    [InlineData(
        "Country/Name,Births desc",
        "(CASE country_code WHEN 'GB' THEN 0 ELSE 1 END), total_count DESC, country_code, year, gender, name",
        500
    )]
    [InlineData("Rank div 7.0", "round(rank / 7.0, 10), country_code, year, gender, name", 600)]
    public async Task Pages_in_the_order_of_an_expression_contain_every_row_once(string order, string sql, int pageSize)
    {
        var (rows, pages) = await server.CrawlAsync($"NameStatistics?$select=CountryCode,Year,Gender,Name&$orderby={order}", pageSize);

        var expected = await server.SqlAsync($"SELECT country_code, year, gender, name FROM name_statistics ORDER BY {sql}");
        Assert.Equal((expected.Count + pageSize - 1) / pageSize, pages);
        Assert.Equal(
            expected.Select(row => string.Join('|', row)),
            rows.Select(row => string.Join('|', row.EnumerateObject().Select(value => value.Value.ToString())))
        );
    }

    [Fact]
    public async Task Pages_in_the_order_of_equal_or_null_values_contain_every_row_once()
    {
        foreach (
            var order in new[]
            {
                "now() desc",
                "2020-01-01T00:00:00.1234567Z desc",
                "NaN",
                "length(Name) mul INF desc",
                "length(SourceUrl)",
                "length(SourceUrl) desc",
                "concat(SourceUrl,''),Name desc",
                "length(SourceUrl) mod 2 desc,SourceUrl",
            }
        )
        {
            var (rows, _) = await server.CrawlAsync($"Countries?$select=Code&$orderby={order}", pageSize: 1);
            var whole = await server.RowsAsync($"Countries?$select=Code&$orderby={order}");

            Assert.Equal(whole.Select(row => row.ToString()), rows.Select(row => row.ToString()));
            Assert.Equal((long)(await server.SqlAsync("SELECT count(*) FROM countries"))[0][0], rows.Count);
        }
    }

    [Fact]
    public async Task A_computed_value_can_be_selected_filtered_and_sorted_by()
    {
        var rows = await server.RowsAsync(
            "NameStatistics?$compute=Births mul 1.0 div YearTotal mul 100 as Exact,length(Name) as Letters&$filter=Letters eq 4 and "
                + "Year eq 1880 and Gender eq 'F'"
                + "&$orderby=Exact desc&$select=Name,Exact&$top=3"
        );

        var expected = await server.SqlAsync(
            """
            SELECT name, trim_scale(round(total_count * 1.0 / year_total, 10) * 100)::text FROM name_statistics
            WHERE length(name) = 4 AND year = 1880 AND gender = 'F' ORDER BY total_count DESC LIMIT 3
            """
        );
        Assert.Equal(
            expected.Select(row => (row[0], row[1])),
            rows.Select(row => ((object)row.GetProperty("Name").GetString()!, (object)row.GetProperty("Exact").GetRawText()))
        );
        Assert.Equal(["Name", "Exact@odata.type", "Exact"], rows[0].EnumerateObject().Select(value => value.Name));
    }

    [Fact]
    public async Task A_row_with_computed_values_can_be_expanded()
    {
        var row = Assert.Single(
            await server.RowsAsync("NameStatistics?$compute=length(Name) as Letters&$filter=Name eq 'Zoë'&$select=Letters&$expand=Country")
        );

        Assert.Equal(3, row.GetProperty("Letters").GetInt32());
        Assert.Equal("GB", row.GetProperty("Country").GetProperty("Code").GetString());
    }
}
