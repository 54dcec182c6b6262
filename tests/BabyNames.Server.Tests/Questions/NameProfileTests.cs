using System.Text.Json;

namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class NameProfileTests(QuestionFixture server)
{
    private const string Fields =
        "{ name countryCode firstYear lastYear peakYear peakCount count femaleCount maleCount femaleShare maleShare newestYear "
        + "femaleRank maleRank }";

    [Theory]
    [InlineData("mary", "Mary", "US")]
    [InlineData("Willie", "Willie", "US")]
    [InlineData("Isabell", "Isabell", "US")]
    [InlineData("Mary", "Mary", "CA")]
    [InlineData("Jean-pierre", "Jean-Pierre", "CA")]
    public async Task A_profile_equals_the_sums_of_the_rows(string requestedName, string name, string country)
    {
        var expected = Assert.Single(
            await server.SqlAsync(
                """
                WITH r AS (SELECT n.year, n.gender, SUM(n.count) AS births FROM names n JOIN countries c ON c.id = n.country_id
                    WHERE n.name = $1 AND c.code = $2 GROUP BY n.year, n.gender),
                newest AS (SELECT MAX(n.year) AS year FROM names n JOIN countries c ON c.id = n.country_id WHERE c.code = $2),
                peak AS (SELECT year, SUM(births) AS births FROM r GROUP BY year ORDER BY SUM(births) DESC, year LIMIT 1)
                SELECT json_build_array($1, $2, MIN(r.year), MAX(r.year), (SELECT year FROM peak), (SELECT births FROM peak), SUM(r.births),
                    COALESCE(SUM(r.births) FILTER (WHERE r.gender = 'F'), 0), COALESCE(SUM(r.births) FILTER (WHERE r.gender = 'M'), 0),
                    TRIM_SCALE(100 - ROUND(100.0 * COALESCE(SUM(r.births) FILTER (WHERE r.gender = 'M'), 0) / SUM(r.births), 2)),
                    TRIM_SCALE(ROUND(100.0 * COALESCE(SUM(r.births) FILTER (WHERE r.gender = 'M'), 0) / SUM(r.births), 2)),
                    (SELECT year FROM newest),
                    (SELECT rank FROM name_statistics s WHERE s.name = $1 AND country_code = $2 AND gender = 'F'
                        AND s.year = (SELECT year FROM newest)),
                    (SELECT rank FROM name_statistics s WHERE s.name = $1 AND country_code = $2 AND gender = 'M'
                        AND s.year = (SELECT year FROM newest)))::text
                FROM r
                """,
                name,
                country
            )
        );
        var profile = (await AskAsync(requestedName, country)).EnumerateObject().Select(field => field.Value).ToList();
        var wanted = JsonDocument.Parse((string)expected[0]).RootElement.EnumerateArray().ToList();
        Assert.Equal(wanted.Select(Comparable), profile.Select(Comparable));
    }

    [Theory]
    [InlineData("Nobody At All", "US")]
    [InlineData("Isabell", "CA")]
    [InlineData("Mary", "AU")]
    public async Task The_profile_of_an_unpublished_name_is_null(string name, string country) =>
        Assert.Equal(JsonValueKind.Null, (await AskAsync(name, country)).ValueKind);

    [Theory]
    [InlineData("""name: "Mary", country: "XX" """, "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""name: "", country: "US" """, "BN208", "`name` has 0 characters; give a name of 1 to 100.")]
    public Task Invalid_arguments_of_nameProfile_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"nameProfile({arguments}) {{ name }}", code, message);

    [Fact]
    public async Task The_field_nameProfile_runs_one_statement() =>
        Assert.Single(await server.StatementsAsync($$"""{ nameProfile(name: "Mary", country: "US") {{Fields}} }"""));

    private async Task<JsonElement> AskAsync(string name, string country) =>
        (await server.DataAsync($$"""{ nameProfile(name: "{{name}}", country: "{{country}}") {{Fields}} }""")).GetProperty("nameProfile");

    private static object? Comparable(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number => value.GetDecimal(),
            _ => value.GetString(),
        };
}
