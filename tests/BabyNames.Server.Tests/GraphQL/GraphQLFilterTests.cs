using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

public class GraphQLFilterTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    [Theory]
    [InlineData("{ year: { eq: 2001 } }", "year = 2001")]
    [InlineData("{ year: { neq: 1880 } }", "year <> 1880")]
    [InlineData("{ gender: { eq: F }, year: { eq: 2001 } }", "gender = 'F' AND year = 2001")]
    [InlineData("{ gender: { in: [M] } }", "gender = 'M'")]
    [InlineData("{ gender: { nin: [M] } }", "gender <> 'M'")]
    [InlineData("{ name: { eq: \"Zoë\" } }", "name = 'Zoë'")]
    [InlineData("{ name: { eq: \"Zoe\\u0308\" } }", "name = 'Zoë'")]
    [InlineData("{ name: { eq: \"emma\" } }", "FALSE")]
    [InlineData("{ name: { in: [\"Emma\", \"Zoë\", \"𐌰𐌱\", \"no such name\"] } }", "name IN ('Emma', 'Zoë', '𐌰𐌱')")]
    [InlineData("{ name: { in: [] } }", "FALSE")]
    [InlineData("{ name: { nin: [] } }", "TRUE")]
    [InlineData("{ name: { nin: [\"Emma\"] }, year: { eq: 2001 } }", "name <> 'Emma' AND year = 2001")]
    [InlineData("{ name: { startsWith: \"Em\" } }", "LEFT(name, 2) = 'Em'")]
    [InlineData("{ name: { nstartsWith: \"E\" }, year: { eq: 2001 } }", "LEFT(name, 1) <> 'E' AND year = 2001")]
    [InlineData("{ name: { endsWith: \"eth\" } }", "RIGHT(name, 3) = 'eth'")]
    [InlineData("{ name: { nendsWith: \"a\" }, year: { eq: 2001 } }", "RIGHT(name, 1) <> 'a' AND year = 2001")]
    [InlineData("{ name: { contains: \"mm\" } }", "STRPOS(name, 'mm') > 0")]
    [InlineData("{ name: { ncontains: \"e\" } }", "STRPOS(name, 'e') = 0")]
    [InlineData("{ name: { contains: \"%\" } }", "name = '100%'")]
    [InlineData("{ name: { contains: \"_\" } }", "name = 'A_b'")]
    [InlineData("{ name: { startsWith: \"\\\\\" } }", "name = '\\n'")]
    [InlineData("{ name: { contains: \"\\\"\" } }", "name = 'Emma\"'")]
    [InlineData("{ name: { contains: \"' OR TRUE --\" } }", "FALSE")]
    [InlineData("{ name: { eqInsensitive: \"ZOE\" } }", "name IN ('Zoë', 'Zoe')")]
    [InlineData("{ name: { eqInsensitive: \"zoe\u0308\" } }", "name IN ('Zoë', 'Zoe')")]
    [InlineData("{ name: { neqInsensitive: \"éMMA\" } }", "name <> 'Emma'")]
    [InlineData("{ name: { containsInsensitive: \"OÉ\" } }", "STRPOS(LOWER(unaccent(name)), 'oe') > 0")]
    [InlineData("{ name: { ncontainsInsensitive: \"E\" }, year: { eq: 2001 } }", "STRPOS(LOWER(unaccent(name)), 'e') = 0 AND year = 2001")]
    [InlineData("{ name: { startsWithInsensitive: \"eM\" } }", "LEFT(LOWER(unaccent(name)), 2) = 'em'")]
    [InlineData("{ name: { nstartsWithInsensitive: \"e\" }, year: { eq: 2001 } }", "LEFT(LOWER(unaccent(name)), 1) <> 'e' AND year = 2001")]
    [InlineData("{ name: { endsWithInsensitive: \"OE\" } }", "RIGHT(LOWER(unaccent(name)), 2) = 'oe'")]
    [InlineData("{ name: { nendsWithInsensitive: \"A\" }, year: { eq: 2001 } }", "RIGHT(LOWER(unaccent(name)), 1) <> 'a' AND year = 2001")]
    [InlineData("{ name: { containsInsensitive: \"%\" } }", "name = '100%'")]
    [InlineData(
        "{ or: [{ name: { eqInsensitive: \"emma\" } }, { country: { name: { eqInsensitive: \"no country\" } } }] }",
        "name = 'Emma'"
    )]
    [InlineData("{ name: { eq: null } }", "FALSE")]
    [InlineData("{ name: { neq: null } }", "TRUE")]
    [InlineData("{ count: { gte: 6, lt: 8 } }", "total_count BETWEEN 6 AND 7")]
    [InlineData("{ count: { gt: 7000 } }", "total_count > 7000")]
    [InlineData("{ count: { ngt: 5 } }", "NOT total_count > 5")]
    [InlineData("{ count: { lte: 5 } }", "total_count <= 5")]
    [InlineData("{ count: { nlt: 9000 } }", "NOT total_count < 9000")]
    [InlineData("{ count: { in: [7065, 9655] } }", "total_count IN (7065, 9655)")]
    [InlineData("{ count: { gt: 2147483648 } }", "FALSE")]
    [InlineData("{ or: [{}, { name: { eq: \"Olivia\" } }] }", "TRUE")]
    [InlineData("{ or: [{ name: {} }, { name: { eq: \"Olivia\" } }] }", "TRUE")]
    [InlineData("{ and: [{}, { name: { eq: \"Emma\" } }] }", "name = 'Emma'")]
    [InlineData("{ name: { or: [{}, { eq: \"Olivia\" }] } }", "TRUE")]
    [InlineData("{ or: [] }", "TRUE")]
    [InlineData("{ share: { gt: 1.5 } }", "share > 1.5")]
    [InlineData("{ share: { eq: 0.01 } }", "share = 0.01")]
    [InlineData("{ rank: { lte: 3 } }", "rank <= 3")]
    [InlineData("{ country: { name: { startsWith: \"United S\" } } }", "TRUE")]
    [InlineData("{ country: { code: { eq: \"GB\" } } }", "FALSE")]
    [InlineData("{ or: [{ name: { eq: \"Emma\" } }, { count: { gt: 9000 } }] }", "(name = 'Emma' OR total_count > 9000)")]
    [InlineData("{ and: [{ name: { eq: \"Emma\" } }, { year: { eq: 2001 } }] }", "name = 'Emma' AND year = 2001")]
    [InlineData(
        "{ or: [{ and: [{ year: { eq: 2001 } }, { gender: { eq: F } }] }, { name: { eq: \"Mary\" }, gender: { eq: M } }] }",
        "(year = 2001 AND gender = 'F' OR name = 'Mary' AND gender = 'M')"
    )]
    [InlineData(
        "{ year: { eq: 2001 }, or: [{ name: { eq: \"Emma\" } }, { name: { eq: \"Noah\" } }] }",
        "year = 2001 AND name IN ('Emma', 'Noah')"
    )]
    [InlineData("{ name: { or: [{ eq: \"Emma\" }, { endsWith: \"ë\" }] } }", "(name = 'Emma' OR RIGHT(name, 1) = 'ë')")]
    [InlineData("{ name: { and: [{ startsWith: \"E\" }, { endsWith: \"a\" }] } }", "name LIKE 'E%a'")]
    [InlineData("{ and: [], or: [] }", "TRUE")]
    [InlineData("{}", "TRUE")]
    public async Task A_filter_returns_the_rows_of_SQL(string where, string sql)
    {
        var data = await server.DataAsync(
            $$"""
            { nameStatistics(where: {{where}}, first: 1000) { totalCount nodes {
                countryCode year gender name count rank yearTotal share datasetCount countryId } } }
            """
        );
        var expected = await server.SqlAsync(
            $"""
            SELECT CONCAT_WS('|', country_code, year, gender, name, total_count, rank, year_total, share, dataset_count, country_id)
            FROM name_statistics WHERE {sql} ORDER BY country_code, year, gender, name
            """
        );
        var connection = data.GetProperty("nameStatistics");
        Assert.Equal(expected.Count, connection.GetProperty("totalCount").GetInt32());
        Assert.Equal(
            expected.Take(1_000).Select(row => row[0]),
            connection.GetProperty("nodes").EnumerateArray().Select(node => Line(node))
        );
    }

    [Theory]
    [InlineData("{ dataset: { id: { eq: \"$new\" } } }", "d.id = '$new'")]
    [InlineData("{ dataset: { country: { code: { eq: \"US\" } }, status: { eq: COMPLETED } }, count: { gt: 6000 } }", "count > 6000")]
    [InlineData("{ datasetId: { in: [\"$new\"] }, gender: { eq: F } }", "d.id = '$new' AND gender = 'F'")]
    [InlineData("{ createdAt: { gt: \"2200-01-01T00:00:00Z\" } }", "FALSE")]
    [InlineData("{ createdAt: { lt: \"2200-01-01T00:00:00+02:00\" }, name: { eq: \"Emma\" } }", "n.name = 'Emma'")]
    public async Task A_filter_on_a_related_row_returns_the_rows_of_SQL(string where, string sql)
    {
        var id = (await server.SqlAsync("SELECT id FROM datasets ORDER BY uploaded_at DESC LIMIT 1"))[0][0].ToString();
        var data = await server.DataAsync(
            $$"""{ names(where: {{where.Replace("$new", id, StringComparison.Ordinal)}}, first: 1000) { nodes { id } } }"""
        );
        var expected = await server.SqlAsync(
            $"""
            SELECT n.id FROM names n JOIN datasets d ON d.id = n.dataset_id
            WHERE n.deleted_at IS NULL AND {sql.Replace("$new", id, StringComparison.Ordinal)} ORDER BY n.id
            """
        );
        Assert.Equal(
            expected.Select(row => row[0]),
            data.GetProperty("names").GetProperty("nodes").EnumerateArray().Select(node => (object)node.GetProperty("id").GetInt64())
        );
    }

    [Fact]
    public async Task A_filter_accepts_its_values_from_variables()
    {
        var data = await server.DataAsync(
            "query ($where: NameStatisticFilterInput) { nameStatistics(where: $where) { nodes { name } } }",
            new { where = new { name = new { eq = "Zoë" }, gender = new { eq = "M" } } }
        );
        Assert.Equal(
            "Zoë",
            Assert.Single(data.GetProperty("nameStatistics").GetProperty("nodes").EnumerateArray()).GetProperty("name").GetString()
        );
    }

    [Theory]
    [InlineData(11, "nested deeper than 10 levels")]
    [InlineData(9, null)]
    public async Task A_filter_above_the_depth_limit_is_refused(int levels, string? message)
    {
        var where =
            string.Concat(Enumerable.Repeat("{ and: [", levels))
            + "{ year: { eq: 2001 } }"
            + string.Concat(Enumerable.Repeat("] }", levels));
        await AssertRefusedAsync(where, message);
    }

    [Theory]
    [InlineData(101, "more than 100 conditions")]
    [InlineData(100, null)]
    public Task A_filter_above_the_limit_of_conditions_is_refused(int conditions, string? message) =>
        AssertRefusedAsync("{ or: [" + string.Concat(Enumerable.Repeat("{ year: { eq: 2001 } }", conditions)) + "] }", message);

    [Theory]
    [InlineData(1_001, "has 1001 values; at most 1000 are allowed")]
    [InlineData(1_000, null)]
    public Task A_filter_with_a_list_above_the_length_limit_is_refused(int values, string? message) =>
        AssertRefusedAsync("{ year: { in: [" + string.Join(' ', Enumerable.Range(1_000, values)) + "] } }", message);

    private async Task AssertRefusedAsync(string where, string? message)
    {
        var answer = await server.GraphQLAsync($$"""{ nameStatistics(where: {{where}}, first: 1) { nodes { name } } }""");
        if (message is null)
        {
            Assert.False(answer.TryGetProperty("errors", out _), answer.ToString());
            return;
        }
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("FILTER_LIMIT", error.GetProperty("extensions").GetProperty("code").GetString());
    }

    private static string Line(System.Text.Json.JsonElement node) =>
        string.Join('|', node.EnumerateObject().Select(field => field.Value.ToString()));
}
