using System.Globalization;
using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.OData;

/// <summary>Tests that a condition matches the same rows in every query option, and that SQL with the same condition returns these
/// rows.</summary>
public class FilterSemanticsTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    [Theory]
    [InlineData("Countries", "not contains(SourceUrl,'gov')", "countries", "source_url NOT LIKE '%gov%'")]
    [InlineData("Countries", "contains(SourceUrl,'gov') eq null", "countries", "source_url IS NULL")]
    [InlineData("Countries", "contains(SourceUrl,'gov') ne true", "countries", "source_url IS NULL OR source_url NOT LIKE '%gov%'")]
    [InlineData("Countries", "not (SourceUrl gt 'https')", "countries", "source_url IS NULL OR source_url COLLATE \"C\" <= 'https'")]
    [InlineData("Countries", "SourceUrl in ('x',null)", "countries", "source_url IS NULL")]
    [InlineData("Countries", "not (SourceUrl in ('x',null))", "countries", "source_url IS NOT NULL")]
    [InlineData("Countries", "(SourceUrl eq null) in (true,null)", "countries", "source_url IS NULL")]
    [InlineData("Countries", "CreatedAt gt 2020-01-01 and year(CreatedAt) ge 2026", "countries", "TRUE")]
    [InlineData("Countries", "CreatedAt gt 2020-01-01", "countries", "TRUE")]
    [InlineData("Countries", "year(now()) ge 2026 or Code eq 'US'", "countries", "TRUE")]
    [InlineData("Names", "CreatedAt gt 2020-01-01 and year(CreatedAt) ge 2026", "names", "deleted_at IS NULL")]
    [InlineData("Datasets", "year(UploadedAt) ge 2026", "datasets", "deleted_at IS NULL")]
    [InlineData(
        "Datasets",
        "length(Filename) gt 3 and FileSize gt 5",
        "datasets",
        "deleted_at IS NULL AND length(filename) > 3 AND file_size > 5"
    )]
    [InlineData("NameStatistics", "Share gt 0.5M and length(Name) gt 2", "name_statistics", "share > 0.5 AND length(name) > 2")]
    [InlineData("NameStatistics", "Share gt 0.5 and Births gt 5L", "name_statistics", "share > 0.5 AND total_count > 5")]
    [InlineData("NameStatistics", "Share gt Rank", "name_statistics", "share > rank")]
    [InlineData("NameStatistics", "Rank lt Share or Rank eq 100000.5", "name_statistics", "share > rank")]
    [InlineData("NameStatistics", "not (Rank gt null)", "name_statistics", "TRUE")]
    [InlineData("NameStatistics", "contains(Name,null) or Rank eq 1", "name_statistics", "rank = 1")]
    [InlineData("NameStatistics", "Rank in (1,2)", "name_statistics", "rank IN (1, 2)")]
    [InlineData("NameStatistics", "Name in @n&@n=('Mary','Anna')", "name_statistics", "name IN ('Mary', 'Anna')")]
    [InlineData("NameStatistics", "Name in @n&@n=[\"Mary\",\"Anna\"]", "name_statistics", "name IN ('Mary', 'Anna')")]
    [InlineData("NameStatistics", "cast('1880',Edm.String) eq cast(Year,Edm.String)", "name_statistics", "year = 1880")]
    [InlineData("NameStatistics", "matchesPattern(Name,'^(?:Mary|Anna)$')", "name_statistics", "name IN ('Mary', 'Anna')")]
    [InlineData(
        "NameStatistics",
        "((((((((((((((((((((((((((((((Year eq 1880))))))))))))))))))))))))))))))",
        "name_statistics",
        "year = 1880"
    )]
    [InlineData("NameStatistics", "Name gt 'Zo' and Country/Name ne null", "name_statistics", "name > 'Zo'")]
    public async Task A_condition_returns_the_rows_of_SQL_in_every_option(string set, string filter, string table, string where)
    {
        var expected = (long)(await server.SqlAsync($"SELECT count(*) FROM {table} WHERE {where}"))[0][0];
        var (condition, alias) = filter.Split('&') is [var before, var rest] ? (before, "&" + rest) : (filter, "");
        foreach (
            var query in new[]
            {
                $"$filter={condition}",
                $"$filter=({condition}) and true",
                $"$filter=not not ({condition})",
                $"$apply=filter({condition})",
                $"$compute=1 add 1 as Two&$filter={condition}",
                $"$filter=({condition}) eq true",
                $"$compute={condition} as Yes&$filter=Yes",
                $"$filter={condition}&$orderby=year(now())",
            }
        )
        {
            var (status, body, _) = await server.AskAsync($"{set}?{query}{alias}");
            Assert.True(status == HttpStatusCode.OK, $"{query}: {body}");
            Assert.True(expected == (await server.RowsAsync($"{set}?{query}{alias}")).Count, query);
            Assert.Equal($"{expected}", (await server.AskAsync($"{set}/$count?{query}{alias}")).Body);
        }
        var groups = await server.RowsAsync($"{set}?$apply=filter({condition})/aggregate($count as N){alias}");
        Assert.Equal(expected, Assert.Single(groups).GetProperty("N").GetInt64());
    }

    [Theory]
    [InlineData("countries", """{ sourceUrl: { ncontains: "gov" } }""", "Countries", "not contains(SourceUrl,'gov') or SourceUrl eq null")]
    [InlineData("countries", """{ sourceUrl: { contains: "gov" } }""", "Countries", "contains(SourceUrl,'gov')")]
    [InlineData("countries", "{ sourceUrl: { eq: null } }", "Countries", "SourceUrl eq null")]
    [InlineData("countries", """{ sourceUrl: { neq: "x" } }""", "Countries", "SourceUrl ne 'x'")]
    [InlineData("countries", """{ sourceUrl: { nin: ["x"] } }""", "Countries", "not (SourceUrl in ('x'))")]
    [InlineData("countries", """{ createdAt: { ngt: "2020-01-01T00:00:00Z" } }""", "Countries", "not (CreatedAt gt 2020-01-01)")]
    [InlineData("datasets", "{ rowCount: { ngt: 1000000 } }", "Datasets", "not (RowCount gt 1000000)")]
    [InlineData(
        "datasets",
        """{ fileSize: { gte: 5 }, country: { code: { in: ["US", "GB"] } } }""",
        "Datasets",
        "FileSize ge 5 and Country/Code in ('US','GB')"
    )]
    [InlineData(
        "names",
        """{ country: { code: { eq: "US" } }, dataset: { filename: { startsWith: "x" } } }""",
        "Names",
        "CountryCode eq 'US' and false"
    )]
    [InlineData(
        "names",
        """{ country: { code: { neq: "GB" } }, gender: { in: [F] } }""",
        "Names",
        "Country/Code ne 'GB' and Gender eq 'F'"
    )]
    [InlineData(
        "nameStatistics",
        """{ or: [{ country: { code: { eq: "US" } }, share: { gt: 0.5 } }, { name: { or: [{ eq: "Mary" }, { endsWith: "na" }] } }] }""",
        "NameStatistics",
        "(Country/Code eq 'US' and Share gt 0.5) or Name eq 'Mary' or endswith(Name,'na')"
    )]
    [InlineData(
        "nameStatistics",
        """{ country: { name: { nstartsWith: "A" } }, rank: { nin: [1, 2] } }""",
        "NameStatistics",
        "not startswith(Country/Name,'A') and not (Rank in (1,2))"
    )]
    public async Task A_GraphQL_filter_returns_as_many_rows_as_the_OData_filter(string connection, string where, string set, string filter)
    {
        var expected = await server.AskAsync($"{set}/$count?$filter={filter}");
        Assert.True(expected.Status == HttpStatusCode.OK, expected.Body);
        var data = await server.Client.DataAsync(
            $"{{ {connection}(where: {where}, first: 3) {{ totalCount nodes {{ __typename }} }} }}",
            key: server.AdminKey
        );
        Assert.Equal(expected.Body, $"{data.GetProperty(connection).GetProperty("totalCount")}");
        Assert.Equal(
            Math.Min(3, long.Parse(expected.Body, CultureInfo.InvariantCulture)),
            data.GetProperty(connection).GetProperty("nodes").GetArrayLength()
        );
    }

    [Theory]
    [InlineData("NameStatistics?$filter=Gender in ('F',null)")]
    [InlineData("NameStatistics?$filter=Gender in ('F',null) and length(Name) gt 0")]
    [InlineData("NameStatistics?$apply=filter(Gender in ('F',null))")]
    [InlineData("NameStatistics?$filter=Rank in (1.0,2)")]
    [InlineData("NameStatistics?$apply=filter(Rank in (1.0,2))/aggregate($count as N)")]
    public async Task A_filter_that_the_library_refuses_is_refused_in_every_option(string path)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("\"BN400\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_in_the_order_of_now_end()
    {
        var (rows, pages) = await server.CrawlAsync("Countries?$orderby=now() sub CreatedAt", pageSize: 2);
        var count = (long)(await server.SqlAsync("SELECT count(*) FROM countries"))[0][0];
        Assert.Equal((count, (count + 1) / 2), ((long)rows.Count, (long)pages));
        var (_, _, response) = await server.AskAsync("NameStatistics?$filter=year(now()) gt 2000&$top=1");
        Assert.Null(response.Headers.ETag);
    }

    [Fact]
    public async Task The_context_URL_of_a_function_is_its_type()
    {
        var (_, body, _) = await server.AskAsync(
            "RisingNames(country='US',yearFrom=1880,yearTo=1881)?$compute=Change mul 2 as Twice&$top=1"
        );
        Assert.Contains("$metadata#Collection(BabyNames.NameChange)\"", body, StringComparison.Ordinal);
        Assert.Equal(
            "X\r\nINF\r\n",
            (await server.AskAsync("Countries?$compute=length(Name) mul INF as X&$select=X&$top=1&$format=csv")).Body.TrimStart('\uFEFF')
        );
    }

    [Fact]
    public async Task The_context_URL_names_computed_columns()
    {
        var (_, body, _) = await server.AskAsync("NameStatistics?$compute=Births mul 2 as Twice&$top=1");
        Assert.Contains("$metadata#NameStatistics(*,Twice)\"", body, StringComparison.Ordinal);
        (_, body, _) = await server.AskAsync("NameStatistics?$apply=compute(Births mul 2 as Twice)&$top=1");
        Assert.Contains("$metadata#NameStatistics(*,Twice)\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Countries(@c)?@c='US'")]
    [InlineData("Countries(Code=@c)?@c='US'")]
    [InlineData("Countries(@c)/Name?@c='US'")]
    public async Task A_key_can_be_a_parameter_alias(string path)
    {
        var (status, body, _) = await server.AskAsync(path);
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Contains("United States", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.AskAsync(path.Split('?')[0])).Status);
    }

    [Theory]
    [InlineData("application/json;charset=utf-16")]
    [InlineData("application/json;odata.metadata=minimal;charset=\"utf-16\"")]
    public async Task A_response_is_UTF8_for_every_accepted_charset(string accept)
    {
        var (status, body, response) = await server.AskAsync("Countries?$top=1", ("Accept", accept));
        Assert.Equal((HttpStatusCode.OK, "utf-8"), (status, response.Content.Headers.ContentType!.CharSet));
        Assert.StartsWith("{\"@odata.context\":", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OData_MaxVersion_can_omit_the_minor_version() =>
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync("Countries", ("OData-MaxVersion", "4"))).Status);
}
