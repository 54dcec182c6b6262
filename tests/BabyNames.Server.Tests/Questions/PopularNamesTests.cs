using System.Text.Json;

namespace BabyNames.Server.Tests.Questions;

/// <summary>Tests popular names of decades, of ranges of years and of both sexes. PopularNamesConnectionTests tests those of one
/// year.</summary>
[Collection(QuestionCollection.Name)]
public sealed class PopularNamesTests(QuestionFixture server)
{
    private const string Fields = "name gender count rank share periodTotal yearFrom yearTo countryCode country { name }";

    [Theory]
    [InlineData("""country: "US", decade: 1900, gender: F""", "US", 1900, 1909, "F")]
    [InlineData("""country: "US", decade: 1910""", "US", 1910, 1919, null)]
    [InlineData("""country: "US", decade: 1880, gender: M""", "US", 1880, 1889, "M")]
    [InlineData("""country: "US", year: 1906""", "US", 1906, 1906, null)]
    [InlineData("""country: "US", yearFrom: 1906, yearTo: 1910, gender: F""", "US", 1906, 1910, "F")]
    [InlineData("""country: "US", yearFrom: 1881, yearTo: 1911""", "US", 1881, 1911, null)]
    [InlineData("""country: "US", yearFrom: 1906, yearTo: 1908, gender: M""", "US", 1906, 1908, "M")]
    [InlineData("""country: "US", yearFrom: 1900, yearTo: 1909, gender: M""", "US", 1900, 1909, "M")]
    [InlineData("""country: "US", yearFrom: 1907, yearTo: 1907, gender: M""", "US", 1907, 1907, "M")]
    [InlineData("""country: "US", yearFrom: 1800, yearTo: 2100, gender: M""", "US", 1800, 2100, "M")]
    [InlineData("""country: "CA", yearFrom: 1900, yearTo: 1901""", "CA", 1900, 1901, null)]
    [InlineData("""country: "GB", yearFrom: 1902, yearTo: 1932""", "GB", 1902, 1932, null)]
    public async Task Births_are_added_up_over_the_years_of_the_period(string arguments, string country, int from, int to, string? gender)
    {
        var expected = await ExpectedAsync(country, from, to, gender);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Take(1000), await PageAsync($"{arguments}, first: 1000"));
    }

    [Fact]
    public async Task Equal_births_have_an_equal_rank_and_the_next_rank_is_skipped()
    {
        var nodes = (
            await server.DataAsync("""{ popularNames(country: "US", decade: 1880, gender: M, first: 1000) { nodes { count rank } } }""")
        )
            .GetProperty("popularNames")
            .GetProperty("nodes")
            .EnumerateArray()
            .Select(node => (Count: node.GetProperty("count").GetInt64(), Rank: node.GetProperty("rank").GetInt32()))
            .ToList();
        Assert.All(nodes, node => Assert.Equal(1 + nodes.Count(other => other.Count > node.Count), node.Rank));
        Assert.Contains(nodes.GroupBy(node => node.Rank), place => place.Count() > 1);
    }

    [Theory]
    [InlineData("""country: "US", decade: 1880, gender: F""", 1880, 1889, "F")]
    [InlineData("""country: "US", yearFrom: 1881, yearTo: 1905, gender: M""", 1881, 1905, "M")]
    [InlineData("""country: "US", year: 1880""", 1880, 1880, null)]
    public async Task Pages_contain_each_name_once_in_both_directions(string arguments, int from, int to, string? gender)
    {
        var expected = await ExpectedAsync("US", from, to, gender);
        Assert.Equal(expected, await WalkAsync(arguments, "first: 900", "after", "endCursor", "hasNextPage", backward: false));
        Assert.Equal(expected, await WalkAsync(arguments, "last: 900", "before", "startCursor", "hasPreviousPage", backward: true));
    }

    /// <summary>A client cache treats rows with the same id as the same row.</summary>
    [Fact]
    public async Task A_year_a_decade_and_a_range_have_different_ids()
    {
        const string fields = "nodes { area yearFrom yearTo year gender name count }";
        var data = await server.DataAsync(
            $$"""
            { year: popularNames(country: "US", year: 1906, gender: F, first: 1) { {{fields}} }
              decade: popularNames(country: "US", decade: 1900, gender: F, first: 1) { {{fields}} }
              range: popularNames(country: "US", yearFrom: 1906, yearTo: 1910, gender: F, first: 1) { {{fields}} } }
            """
        );
        Assert.Equal(
            ["US 1906 1906 1906 F", "US 1900 1909  F", "US 1906 1910  F"],
            data.EnumerateObject()
                .Select(field =>
                    string.Join(' ', field.Value.GetProperty("nodes")[0].EnumerateObject().Take(5).Select(value => $"{value.Value}"))
                )
        );
        Assert.Equal(
            3,
            data.EnumerateObject().Select(field => field.Value.GetProperty("nodes")[0].GetProperty("count").GetInt64()).Distinct().Count()
        );
    }

    [Theory]
    [InlineData("US", 1907)]
    [InlineData("US", 1880)]
    [InlineData("GB", 1931)]
    public async Task The_rank_change_is_the_difference_to_the_previous_year(string country, int year)
    {
        var rows = await server.SqlAsync(
            """
            SELECT CONCAT_WS('|', now.name, now.gender, COALESCE((before.rank - now.rank)::TEXT, 'null')) FROM name_statistics now
            LEFT JOIN name_statistics before ON before.country_code = now.country_code AND before.year = now.year - 1
                AND before.gender = now.gender AND before.name = now.name
            WHERE now.country_code = $1 AND now.year = $2 ORDER BY now.total_count DESC, now.name, now.gender LIMIT 1000
            """,
            country,
            year
        );
        var nodes = (
            await server.DataAsync(
                $$"""{ popularNames(country: "{{country}}", year: {{year}}, first: 1000) { nodes { name gender rankChange } } }"""
            )
        )
            .GetProperty("popularNames")
            .GetProperty("nodes")
            .EnumerateArray();
        Assert.Equal(
            rows.Select(row => (string)row[0]),
            nodes.Select(node =>
                string.Join('|', node.EnumerateObject().Select(field => field.Value.ToString() is { Length: > 0 } text ? text : "null"))
            )
        );
    }

    [Theory]
    [InlineData("year: 1907", "{ name: { startsWith: \"An\" } }", 1907, 1907, "An")]
    [InlineData("decade: 1900", "{ name: { startsWith: \"Ma\" }, count: { gt: 0 } }", 1900, 1909, "Ma")]
    [InlineData("yearFrom: 1881, yearTo: 1911", "{ name: { startsWith: \"E\" } }", 1881, 1911, "E")]
    public async Task A_filter_applies_to_popular_names(string period, string where, int from, int to, string start)
    {
        var expected = (await ExpectedAsync("US", from, to, "F")).Where(row => row.StartsWith(start, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Take(10), await PageAsync($"""country: "US", {period}, gender: F, where: {where}, first: 10"""));
        var data = await server.DataAsync($$"""{ popularNames(country: "US", {{period}}, gender: F, where: {{where}}) { totalCount } }""");
        Assert.Equal(expected.Count, data.GetProperty("popularNames").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("decade: 1900")]
    [InlineData("yearFrom: 1900, yearTo: 1905")]
    public async Task The_totalCount_is_the_number_of_names_of_the_period(string period)
    {
        var (from, to) = period.StartsWith('d') ? (1900, 1909) : (1900, 1905);
        var data = await server.DataAsync($$"""{ popularNames(country: "US", {{period}}, gender: F) { totalCount } }""");
        Assert.Equal(
            (await ExpectedAsync("US", from, to, "F")).Count,
            data.GetProperty("popularNames").GetProperty("totalCount").GetInt32()
        );
    }

    [Theory]
    [InlineData("""country: "US" """)]
    [InlineData("""country: "US", year: 1900, decade: 1900""")]
    [InlineData("""country: "US", yearFrom: 1900""")]
    [InlineData("""country: "US", yearTo: 1900""")]
    [InlineData("""country: "US", year: 1900, yearFrom: 1900, yearTo: 1901""")]
    [InlineData("""country: "US", decade: 1900, yearFrom: 1900, yearTo: 1901""")]
    public Task Anything_but_exactly_one_period_is_refused(string arguments) =>
        server.AssertRefusedAsync(
            $"popularNames({arguments}, gender: F) {{ nodes {{ name }} }}",
            "BN208",
            "Give exactly one period: `year`, or `decade`, or `yearFrom` and `yearTo`."
        );

    [Theory]
    [InlineData("""country: "XX", year: 1900""", "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""country: "US", year: 190""", "BN208", "`year` is 190; give a year from 1800 to 2100.")]
    [InlineData("""country: "US", decade: 1905""", "BN208", "`decade` is 1905; give its first year, 1900.")]
    [InlineData("""country: "US", decade: 2110""", "BN208", "`decade` is 2110; give a year from 1800 to 2100.")]
    [InlineData("""country: "US", yearFrom: 1901, yearTo: 1900""", "BN208", "`yearFrom` 1901 is after `yearTo` 1900; exchange them.")]
    public Task Invalid_arguments_of_popularNames_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"popularNames({arguments}) {{ nodes {{ name }} }}", code, message);

    [Theory]
    [InlineData("year: 1900, gender: F")]
    [InlineData("decade: 1900, gender: F")]
    public async Task Popular_names_of_a_year_or_decade_are_read_from_an_index_in_order(string period)
    {
        var sql = Assert.Single(
            await server.StatementsAsync($$"""{ popularNames(country: "US", {{period}}) { nodes { name count rank share } } }""")
        );
        // The test replaces the parameters of the statement by values. The parameters are the country, the year, the sex and the page size,
        // in this order.
        foreach (var value in new[] { "'US'", "1900", "'F'", "11" })
            sql = new System.Text.RegularExpressions.Regex(@"@\w+").Replace(sql, value, 1);
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN (COSTS OFF) {sql}")).Select(row => row[0]));
        Assert.Matches("Index Scan using idx_(name|decade)_stats_top", plan);
        // The key ends with the years of the decade. An incremental sort by these years is acceptable, because only one row has the same
        // births and name. A full sort is not acceptable.
        Assert.DoesNotMatch("(?m)^[ >-]*Sort$", plan);
    }

    [Theory]
    [InlineData("US", 1875, 1925, 6)]
    [InlineData("GB", 1930, 1966, 60)]
    public async Task The_first_page_of_a_range_equals_the_sums_over_all_names(string country, int first, int last, int ranges)
    {
        var random = new Random(first);
        for (var i = 0; i < ranges; i++)
        {
            var years = new[] { random.Next(first, last), random.Next(first, last) };
            var (from, to, gender) = (
                years.Min(),
                years.Max(),
                random.Next(3) switch
                {
                    0 => "F",
                    1 => "M",
                    _ => null,
                }
            );
            var size = (int)Math.Pow(1000, random.NextDouble());
            var expected = await ExpectedAsync(country, from, to, gender);
            Assert.Equal(
                expected.Take(size),
                await PageAsync($"""country: "{country}", yearFrom: {from}, yearTo: {to}, gender: {gender ?? "null"}, first: {size}""")
            );
        }
    }

    /// <summary>If births are equal, a name that is not among the first names of any year can be on the page. The query then adds up all
    /// names.</summary>
    [Theory]
    [InlineData(1931, 1932, null)]
    [InlineData(1931, 1932, "M")]
    [InlineData(1930, 1939, "F")]
    public async Task The_first_page_is_ordered_by_name_where_births_are_equal(int from, int to, string? gender)
    {
        var expected = await ExpectedAsync("GB", from, to, gender);
        foreach (var size in new[] { 0, 1, 10, 100, 1000 })
            Assert.Equal(
                expected.Take(size),
                await PageAsync($"""country: "GB", yearFrom: {from}, yearTo: {to}, gender: {gender ?? "null"}, first: {size}""")
            );
    }

    [Fact]
    public async Task Popular_names_of_a_range_are_read_from_the_first_names_of_its_years_and_decades()
    {
        var sql = Assert.Single(
            await server.StatementsAsync("""{ popularNames(country: "US", yearFrom: 1881, yearTo: 1911) { nodes { name count } } }""")
        );
        object[] values = ["'US'", 1881, 1911, 1890, 1909, "'{F,M}'", 71, 11];
        for (var i = 0; i < values.Length; i++)
            sql = sql.Replace($"@p{i}", $"{values[i]}", StringComparison.Ordinal);
        var plan = string.Join('\n', (await server.SqlAsync($"EXPLAIN (ANALYZE, COSTS OFF) {sql}")).Select(row => row[0]));
        Assert.Matches("Index Only Scan using idx_decade_stats_top .* rows=[1-9]", plan);
        Assert.Matches("Index Only Scan using idx_name_stats_top .* rows=[1-9]", plan);
        // PostgreSQL does not execute the part of the plan that adds up all names.
        Assert.Contains("(never executed)", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Popular_names_of_a_range_run_one_statement() =>
        Assert.Single(
            await server.StatementsAsync("""{ popularNames(country: "US", yearFrom: 1881, yearTo: 1911) { nodes { name count } } }""")
        );

    private async Task<List<string>> WalkAsync(
        string arguments,
        string size,
        string cursorArgument,
        string cursorField,
        string more,
        bool backward
    )
    {
        var all = new List<string>();
        var cursor = "";
        do
        {
            var data = await server.DataAsync(
                $$"""{ popularNames({{arguments}}, {{size}}{{cursor}}) { nodes { {{Fields}} } pageInfo { {{cursorField}} {{more}} } } }"""
            );
            var page = data.GetProperty("popularNames");
            all.InsertRange(backward ? 0 : all.Count, page.GetProperty("nodes").EnumerateArray().Select(Text));
            var info = page.GetProperty("pageInfo");
            cursor = info.GetProperty(more).GetBoolean() ? $", {cursorArgument}: \"{info.GetProperty(cursorField).GetString()}\"" : null;
        } while (cursor is not null);
        return all;
    }

    private async Task<List<string>> PageAsync(string arguments) =>
        [
            .. (await server.DataAsync($$"""{ popularNames({{arguments}}) { nodes { {{Fields}} } } }"""))
                .GetProperty("popularNames")
                .GetProperty("nodes")
                .EnumerateArray()
                .Select(Text),
        ];

    private static string Text(JsonElement node) =>
        string.Join(
            '|',
            node.EnumerateObject()
                .Select(field =>
                    field.Name switch
                    {
                        "share" => $"{field.Value.GetDecimal():0.00}",
                        "country" => field.Value.GetProperty("name").GetString(),
                        _ => $"{field.Value}",
                    }
                )
        );

    /// <summary>Calculates the expected names from the rows of the files, ordered by births, then by name, then by sex.</summary>
    private async Task<List<string>> ExpectedAsync(string country, int from, int to, string? gender) =>
        [
            .. (
                await server.SqlAsync(
                    $"""
                    WITH added AS (SELECT n.name, n.gender, SUM(n.count) AS births FROM names n JOIN countries c ON c.id = n.country_id
                        WHERE c.code = $1 AND n.deleted_at IS NULL AND n.year BETWEEN $2 AND $3 GROUP BY n.name, n.gender),
                    totals AS (SELECT gender, SUM(births) AS total FROM added GROUP BY gender)
                    SELECT CONCAT_WS('|', name, gender, births,
                        RANK() OVER (PARTITION BY gender ORDER BY births DESC), ROUND(100.0 * births / total, 2), total,
                        $2, $3, $1, (SELECT name FROM countries WHERE code = $1))
                    FROM added JOIN totals USING (gender) WHERE {(
                        gender is null ? "true" : $"gender = '{gender}'"
                    )} ORDER BY births DESC, name COLLATE "C", gender
                    """,
                    country,
                    from,
                    to
                )
            ).Select(row => (string)row[0]),
        ];
}
