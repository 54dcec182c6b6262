using System.Text.Json;

namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class NameTrendTests(QuestionFixture server)
{
    private const string Fields = "{ name year gender count rank share yearTotal }";

    [Theory]
    [InlineData("""name: "Mary", country: "US" """, "country_code = 'US' AND name = 'Mary'")]
    [InlineData("""name: "Willie", country: "US", gender: M""", "country_code = 'US' AND name = 'Willie' AND gender = 'M'")]
    [InlineData(
        """name: "Willie", country: "US", yearFrom: 1881, yearTo: 1906""",
        "country_code = 'US' AND name = 'Willie' AND year BETWEEN 1881 AND 1906"
    )]
    [InlineData("""name: "Mary", country: "US", yearFrom: 1910""", "country_code = 'US' AND name = 'Mary' AND year >= 1910")]
    [InlineData(
        """name: "Mary", country: "US", yearTo: 1880, gender: F""",
        "country_code = 'US' AND name = 'Mary' AND year <= 1880 AND gender = 'F'"
    )]
    [InlineData("""name: "Mary", country: "CA" """, "country_code = 'CA' AND name = 'Mary'")]
    public async Task A_trend_has_every_published_figure_by_year_and_sex(string arguments, string where)
    {
        var expected = await server.SqlAsync(
            $"""
            SELECT s.year, s.gender, s.births,
                (SELECT COUNT(*) + 1 FROM (SELECT SUM(count) AS births FROM names o JOIN countries d ON d.id = o.country_id
                    WHERE d.code = s.country_code AND o.year = s.year AND o.gender = s.gender GROUP BY o.name) t WHERE t.births > s.births),
                ROUND(100.0 * s.births / s.total, 2), s.total
            FROM (SELECT c.code AS country_code, n.year, n.gender, n.name, SUM(n.count) AS births,
                (SELECT SUM(count) FROM names o WHERE o.country_id = c.id AND o.year = n.year AND o.gender = n.gender) AS total
                FROM names n JOIN countries c ON c.id = n.country_id GROUP BY c.code, c.id, n.year, n.gender, n.name) s
            WHERE {where} ORDER BY s.year, s.gender
            """
        );
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected.Select(row =>
                (
                    Convert.ToInt32(row[0]),
                    (string)Convert.ToString(row[1])!,
                    Convert.ToInt64(row[2]),
                    Convert.ToInt32(row[3]),
                    Convert.ToDecimal(row[4]),
                    Convert.ToInt64(row[5])
                )
            ),
            (await AskAsync(arguments)).Select(Read)
        );
    }

    [Theory]
    [InlineData("MARY", "Mary")]
    [InlineData("  mary ", "Mary")]
    [InlineData("jean-pierre", "Jean-Pierre")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("O’Neil", "O'Neil")]
    [InlineData("oʼneil", "O'Neil")]
    public async Task A_name_is_found_in_any_case_and_Unicode_form(string requestedName, string stored)
    {
        var country = stored == "Mary" ? "US" : "CA";
        var expected = await server.SqlAsync(
            "SELECT year FROM name_statistics WHERE name = $1 AND country_code = $2 ORDER BY year, gender",
            stored,
            country
        );
        Assert.NotEmpty(expected);
        Assert.Equal(
            expected.Select(row => (int)row[0]),
            (await AskAsync($"name: {JsonSerializer.Serialize(requestedName)}, country: \"{country}\"")).Select(point => Read(point).Year)
        );
    }

    [Fact]
    public async Task A_name_without_its_accent_is_another_name() => Assert.Empty(await AskAsync("""name: "Zoe", country: "CA" """));

    [Fact]
    public async Task The_trend_of_an_unpublished_name_is_empty() =>
        Assert.Empty(await AskAsync("""name: "Nobody At All", country: "US" """));

    [Theory]
    [InlineData("""name: "Mary", country: "XX" """, "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""name: "Mary", country: "us" """, "BN201", "There is no country `us`. Known codes are AU, CA, GB, US.")]
    [InlineData("""name: " ", country: "US" """, "BN208", "`name` has 0 characters; give a name of 1 to 100.")]
    [InlineData("""name: "a\u0001", country: "US" """, "BN208", "`name` has a control character or invalid Unicode; give a name.")]
    [InlineData("""name: "a\ufffe", country: "US" """, "BN208", "`name` has a control character or invalid Unicode; give a name.")]
    [InlineData("""name: "Mary", country: "US", yearFrom: 1799""", "BN208", "`yearFrom` is 1799; give a year from 1800 to 2100.")]
    [InlineData("""name: "Mary", country: "US", yearTo: 2101""", "BN208", "`yearTo` is 2101; give a year from 1800 to 2100.")]
    [InlineData(
        """name: "Mary", country: "US", yearFrom: 1901, yearTo: 1900""",
        "BN208",
        "`yearFrom` 1901 is after `yearTo` 1900; exchange them."
    )]
    public Task Invalid_arguments_of_nameTrend_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"nameTrend({arguments}) {{ year }}", code, message);

    [Fact]
    public Task A_name_longer_than_100_characters_is_refused() =>
        server.AssertRefusedAsync(
            $$"""nameTrend(name: "{{new string('a', 101)}}", country: "US") { year }""",
            "BN208",
            "`name` has 101 characters; give a name of 1 to 100."
        );

    [Fact]
    public async Task The_field_nameTrend_runs_one_statement() =>
        Assert.Single(await server.StatementsAsync($$"""{ nameTrend(name: "Mary", country: "US") {{Fields}} }"""));

    private async Task<IEnumerable<JsonElement>> AskAsync(string arguments) =>
        (await server.DataAsync($$"""{ nameTrend({{arguments}}) {{Fields}} }""")).GetProperty("nameTrend").EnumerateArray();

    private static (int Year, string Gender, long Count, int Rank, decimal Share, long YearTotal) Read(JsonElement point) =>
        (
            point.GetProperty("year").GetInt32(),
            point.GetProperty("gender").GetString()!,
            point.GetProperty("count").GetInt64(),
            point.GetProperty("rank").GetInt32(),
            point.GetProperty("share").GetDecimal(),
            point.GetProperty("yearTotal").GetInt64()
        );
}
