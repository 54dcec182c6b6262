using System.Text.Json;

namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class NameChangesTests(QuestionFixture server)
{
    private const string Fields = "{ name gender countFrom countTo rankFrom rankTo shareFrom shareTo change }";

    [Theory]
    [InlineData("risingNames", 1880, 1920, null, null)]
    [InlineData("fallingNames", 1880, 1920, null, null)]
    [InlineData("risingNames", 1900, 1911, "F", 50)]
    [InlineData("fallingNames", 1900, 1911, "M", 1000)]
    [InlineData("risingNames", 1905, 1906, null, 5)]
    [InlineData("fallingNames", 1881, 1911, null, 100)]
    [InlineData("risingNames", 1880, 1881, "M", null)]
    [InlineData("fallingNames", 1880, 1881, "F", null)]
    public async Task Rising_and_falling_names_are_ordered_by_the_change_of_their_share(
        string field,
        int from,
        int to,
        string? gender,
        int? minimum
    )
    {
        var rising = field == "risingNames";
        var expected = await server.SqlAsync(
            $"""
            WITH rows AS (SELECT n.year, n.gender, n.name, n.count AS births,
                RANK() OVER (PARTITION BY n.year, n.gender ORDER BY n.count DESC) AS rank,
                SUM(n.count) OVER (PARTITION BY n.year, n.gender) AS total
                FROM names n JOIN countries c ON c.id = n.country_id WHERE c.code = 'US' AND n.year IN ($1, $2) AND n.deleted_at IS NULL),
            changes AS (SELECT name, gender, a.births AS count_from, b.births AS count_to, a.rank AS rank_from, b.rank AS rank_to,
                ROUND(100.0 * a.births / a.total, 2) AS share_from, ROUND(100.0 * b.births / b.total, 2) AS share_to,
                100 * (COALESCE(b.births / b.total::numeric, 0) - COALESCE(a.births / a.total::numeric, 0)) AS change
                FROM (SELECT * FROM rows WHERE year = $1) a FULL JOIN (SELECT * FROM rows WHERE year = $2) b USING (name, gender))
            SELECT CONCAT_WS('|', name, gender, COALESCE(count_from::text, ''), COALESCE(count_to::text, ''),
                COALESCE(rank_from::text, ''), COALESCE(rank_to::text, ''),
                COALESCE(TRIM_SCALE(share_from)::text, ''), COALESCE(TRIM_SCALE(share_to)::text, ''), TRIM_SCALE(ROUND(change, 4)))
            FROM changes
            WHERE change {(rising ? ">" : "<")} 0 AND GREATEST(count_from, count_to) >= {minimum ?? 1} AND {(
                gender is null ? "true" : $"gender = '{gender}'"
            )}
            ORDER BY ROUND(change, 14) {(rising ? "DESC" : "ASC")}, name COLLATE "C", gender LIMIT 200
            """,
            from,
            to
        );
        Assert.NotEmpty(expected);
        var data = await server.DataAsync(
            $$"""{ {{field}}(country: "US", yearFrom: {{from}}, yearTo: {{to}}, gender: {{gender ?? "null"}}, minimumBirths: """
                + $$"""{{minimum?.ToString() ?? "null"}}, first: 200) {{Fields}} }"""
        );
        Assert.Equal(expected.Select(row => (string)row[0]), data.GetProperty(field).EnumerateArray().Select(Text));
    }

    [Fact]
    public async Task A_name_of_only_one_year_has_null_figures_in_the_other()
    {
        var data = await server.DataAsync($$"""{ risingNames(country: "US", yearFrom: 1880, yearTo: 1920, first: 1000) {{Fields}} }""");
        Assert.Contains(
            data.GetProperty("risingNames").EnumerateArray(),
            change =>
                change.GetProperty("countFrom").ValueKind == JsonValueKind.Null
                && change.GetProperty("rankFrom").ValueKind == JsonValueKind.Null
                && change.GetProperty("shareFrom").ValueKind == JsonValueKind.Null
                && change.GetProperty("countTo").GetInt64() >= 5
        );
    }

    [Fact]
    public async Task The_default_number_of_changes_is_ten()
    {
        var data = await server.DataAsync($$"""{ fallingNames(country: "US", yearFrom: 1880, yearTo: 1920) {{Fields}} }""");
        Assert.Equal(10, data.GetProperty("fallingNames").GetArrayLength());
    }

    [Theory]
    [InlineData("""country: "XX", yearFrom: 1880, yearTo: 1920""", "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""country: "US", yearFrom: 1920, yearTo: 1880""", "BN208", "`yearFrom` 1920 is after `yearTo` 1880; exchange them.")]
    [InlineData("""country: "US", yearFrom: 1880, yearTo: 1880""", "BN208", "`yearFrom` and `yearTo` are both 1880; give two years.")]
    [InlineData("""country: "US", yearFrom: 1880, yearTo: 2101""", "BN208", "`yearTo` is 2101; give a year from 1800 to 2100.")]
    [InlineData(
        """country: "US", yearFrom: 1850, yearTo: 1880""",
        "BN208",
        "No births of 1850 and sex F are loaded for US; the first loaded year is 1880, the last is 1920."
    )]
    [InlineData(
        """country: "AU", yearFrom: 1850, yearTo: 1880, gender: M""",
        "BN208",
        "No births of 1850 and sex M are loaded for AU; no year is loaded."
    )]
    [InlineData("""country: "US", yearFrom: 1880, yearTo: 1900, first: 0""", "BN208", "`first` is 0; give 1 to 1000.")]
    [InlineData("""country: "US", yearFrom: 1880, yearTo: 1900, first: 1001""", "BN208", "`first` is 1001; give 1 to 1000.")]
    [InlineData("""country: "US", yearFrom: 1880, yearTo: 1900, minimumBirths: 0""", "BN208", "`minimumBirths` is 0; give 1 or more.")]
    public async Task Invalid_arguments_of_risingNames_and_fallingNames_are_refused(string arguments, string code, string message)
    {
        await server.AssertRefusedAsync($"risingNames({arguments}) {{ name }}", code, message);
        await server.AssertRefusedAsync($"fallingNames({arguments}) {{ name }}", code, message);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(", gender: F", 2)]
    public async Task The_number_of_statements_does_not_depend_on_the_number_of_names(string gender, int statements)
    {
        foreach (var first in new[] { 1, 1000 })
            Assert.Equal(
                statements,
                (
                    await server.StatementsAsync(
                        $$"""{ risingNames(country: "US", yearFrom: 1880, yearTo: 1920{{gender}}, first: {{first}}) {{Fields}} }"""
                    )
                ).Count
            );
    }

    private static string Text(JsonElement change) =>
        string.Join(
            '|',
            change
                .EnumerateObject()
                .Select(field =>
                    field.Value.ValueKind switch
                    {
                        JsonValueKind.Null => "",
                        JsonValueKind.Number => field.Value.GetDecimal().ToString("0.####"),
                        _ => field.Value.GetString(),
                    }
                )
        );
}
