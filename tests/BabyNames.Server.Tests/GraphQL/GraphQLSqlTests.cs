using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests the SQL statements that a query runs.</summary>
public sealed class GraphQLSqlTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Fact]
    public async Task A_query_reads_only_the_selected_columns()
    {
        var sql = Assert.Single(await LogAsync("{ nameStatistics { nodes { name count } } }"));
        Assert.Equal(["name", "total_count"], Columns(sql).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{ nameStatistics { edges { node { share } } } }", "share")]
    [InlineData("{ nameStatistics { nodes { ...f } } } fragment f on NameStatistic { ... on NameStatistic { rank } year }", "rank,year")]
    [InlineData("{ nameStatistics { nodes { id count } } }", "country_code,gender,name,total_count,year")]
    [InlineData("{ nameStatistics { nodes { country { name } } } }", "name")]
    [InlineData("{ nameStatistics { nodes { name } pageInfo { endCursor } } }", "country_code,gender,name,year")]
    [InlineData("{ nameStatistics(order: [{ rank: ASC }]) { edges { cursor node { name } } } }", "country_code,gender,name,rank,year")]
    [InlineData("{ names(where: { count: { gt: 5 } }) { nodes { year } } }", "year")]
    [InlineData("{ a: nameStatistics { nodes { __typename } } }", "country_code,gender,name,year")]
    public async Task A_query_reads_the_columns_of_fragments_relations_and_cursors(string query, string columns) =>
        Assert.Equal(columns, string.Join(',', Columns(Assert.Single(await LogAsync(query))).Distinct().Order(StringComparer.Ordinal)));

    [Fact]
    public async Task A_query_counts_only_when_totalCount_is_selected()
    {
        Assert.DoesNotContain(
            await LogAsync("{ nameStatistics { nodes { name } pageInfo { hasNextPage } } }"),
            sql => sql.Contains("count(", StringComparison.OrdinalIgnoreCase)
        );
        var both = await LogAsync("{ nameStatistics { totalCount nodes { name } } }");
        Assert.Equal(2, both.Count);
        Assert.Single(both, sql => sql.StartsWith("SELECT count(*)", StringComparison.Ordinal));
        Assert.StartsWith(
            "SELECT count(*)",
            Assert.Single(await LogAsync("{ nameStatistics(where: { name: { eq: \"Emma\" } }) { totalCount } }")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{ nameStatistics(where: { name: { eq: \"$a\" }, year: { gt: $1 } }) { nodes { name } } }")]
    [InlineData("{ nameStatistics(where: { name: { startsWith: \"$a\" }, count: { in: [$1, 8] } }) { nodes { name } } }")]
    [InlineData("{ nameStatistics(where: { or: [{ name: { contains: \"$a\" } }, { year: { lte: $1 } }] }) { totalCount } }")]
    [InlineData("{ popularNames(country: \"US\", year: $1, gender: F) { nodes { name } } }")]
    public async Task Values_are_parameters_so_that_they_share_a_plan(string query)
    {
        await CacheCountriesAsync();
        using var log = new SqlLog(server.ConnectionString);
        foreach (var (text, number) in new[] { ("Emma1", 1878), ("Zoë1", 1889), ("x' OR 1=1", 1906) })
        {
            await server.DataAsync(
                query.Replace("$a", text, StringComparison.Ordinal).Replace("$1", $"{number}", StringComparison.Ordinal)
            );
            Assert.DoesNotContain(
                log.Statements,
                sql => sql.Contains(text, StringComparison.Ordinal) || sql.Contains($" {number}", StringComparison.Ordinal)
            );
        }
        Assert.Equal(3, log.Statements.Count);
        Assert.Single(log.Statements.Distinct());
        // If the values were constants, each value would be compiled as another query.
        Assert.InRange(log.Compiled.Count, 0, 1);
    }

    [Fact]
    public async Task The_next_page_is_a_row_comparison_with_parameters()
    {
        var page = await new Pager(server, "nameStatistics", "name").PageAsync("first: 3");
        var sql = Assert.Single(await LogAsync($$"""{ nameStatistics(first: 3, after: "{{page.End}}") { nodes { name } } }"""));
        Assert.Matches(
            @"\(n\.country_code, n\.year, n\.gender, n\.name\) > \(@\w+, @\w+, @\w+, @\w+\)",
            sql.Replace("\"", "", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("OFFSET", sql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nameStatistics", "{ country: { code: { eq: \"US\" } }, year: { eq: 2001 } }", 36)]
    [InlineData("nameStatistics", "{ country: { code: { in: [\"US\", \"GB\"] } }, year: { eq: 2001 } }", 36)]
    [InlineData("nameStatistics", "{ country: { code: { startsWith: \"G\" } } }", 0)]
    [InlineData(
        "nameStatistics",
        "{ or: [{ country: { code: { neq: \"US\" } } }, { country: { code: { eq: \"US\" } }, year: { eq: 2001 } }] }",
        36
    )]
    [InlineData("genderProbabilities", "{ country: { code: { eq: \"GB\" } } }", 0)]
    [InlineData("names", "{ country: { code: { eq: \"US\" } }, year: { eq: 2001 } }", 36)]
    [InlineData("names", "{ country: { code: { eq: \"ZZ\" } } }", 0)]
    [InlineData("datasets", "{ country: { code: { eq: \"US\" } } }", 2)]
    public async Task A_filter_by_country_code_has_no_join(string field, string where, int rows)
    {
        using var log = new SqlLog(server.ConnectionString);
        var data = await server.DataAsync($$"""{ {{field}}(where: {{where}}, first: 1000) { totalCount nodes { __typename } } }""");
        Assert.Equal(rows, data.GetProperty(field).GetProperty("totalCount").GetInt32());
        Assert.Equal(rows, data.GetProperty(field).GetProperty("nodes").GetArrayLength());
        Assert.Equal(2, log.Statements.Count);
        Assert.All(log.Statements, sql => Assert.DoesNotContain("JOIN", sql, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_top_names_of_a_year_are_read_from_an_index()
    {
        var sql = Assert.Single(await LogAsync("{ popularNames(country: \"US\", year: 1880, gender: F) { nodes { name count } } }"));
        Assert.Matches(@"ORDER BY \w+\.total_count DESC, \w+\.name", sql.Replace("\"", "", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> LogAsync(string query)
    {
        await CacheCountriesAsync();
        using var log = new SqlLog(server.ConnectionString);
        await server.DataAsync(query);
        return log.Statements;
    }

    /// <summary>Runs a question that names a country. The server reads the countries at the first such question and caches them.</summary>
    private Task CacheCountriesAsync() => server.DataAsync("{ nameProfile(name: \"Emma\", country: \"US\") { name } }");

    /// <summary>Returns the column names of the outermost select list.</summary>
    private static IEnumerable<string> Columns(string sql) =>
        sql[..sql.IndexOf("FROM", StringComparison.Ordinal)]
            .Replace("SELECT", "", StringComparison.Ordinal)
            .Replace("\"", "", StringComparison.Ordinal)
            .Split(',')
            .Select(column => column.Trim().Split(" AS ")[0].Split('.')[^1]);
}
