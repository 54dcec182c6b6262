namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class UnisexNamesTests(QuestionFixture server)
{
    private const string Fields = "{ name femaleCount maleCount count }";

    [Theory]
    [InlineData("US", null, null, null)]
    [InlineData("US", "5.5", null, "BIRTHS")]
    [InlineData("US", "30", 1000, "BALANCE")]
    [InlineData("US", "0.01", null, "BALANCE")]
    [InlineData("CA", "36.36", null, null)]
    public async Task Unisex_names_are_the_names_whose_rarer_sex_has_the_minimum_share(
        string country,
        string? share,
        int? births,
        string? order
    )
    {
        var expected = await server.SqlAsync(
            $"""
            SELECT CONCAT_WS('|', name, f, m, f + m) FROM (
                SELECT n.name, COALESCE(SUM(n.count) FILTER (WHERE n.gender = 'F'), 0) AS f,
                    COALESCE(SUM(n.count) FILTER (WHERE n.gender = 'M'), 0) AS m
                FROM names n JOIN countries c ON c.id = n.country_id WHERE c.code = $1 AND n.deleted_at IS NULL GROUP BY n.name) s
            WHERE f + m >= {births ?? 100} AND ROUND(100.0 * LEAST(f, m) / (f + m), 2) >= {share ?? "20"}
            ORDER BY {(order == "BALANCE" ? "ABS(ROUND(100.0 * m / (f + m), 2) - 50), " : "")}f + m DESC, name COLLATE "C" LIMIT 100
            """,
            country
        );
        Assert.NotEmpty(expected);
        var data = await server.DataAsync(
            $$"""{ unisexNames(country: "{{country}}", minimumShare: {{share ?? "null"}}, minimumBirths: """
                + $$"""{{births?.ToString() ?? "null"}}, order: {{order ?? "null"}}, first: 100) {{Fields}} }"""
        );
        Assert.Equal(
            expected.Select(row => (string)row[0]),
            data.GetProperty("unisexNames")
                .EnumerateArray()
                .Select(name => string.Join('|', name.EnumerateObject().Select(field => $"{field.Value}")))
        );
    }

    [Theory]
    [InlineData("""country: "XX" """, "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""country: "US", minimumShare: 0""", "BN208", "`minimumShare` is 0; give a percentage above 0 and at most 50.")]
    [InlineData("""country: "US", minimumShare: 50.01""", "BN208", "`minimumShare` is 50.01; give a percentage above 0 and at most 50.")]
    [InlineData("""country: "US", minimumBirths: 99""", "BN208", "`minimumBirths` is 99; give 100 or more.")]
    [InlineData("""country: "US", first: 1001""", "BN208", "`first` is 1001; give 1 to 1000.")]
    public Task Invalid_arguments_of_unisexNames_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"unisexNames({arguments}) {{ name }}", code, message);

    [Fact]
    public async Task The_field_unisexNames_runs_one_statement() =>
        Assert.Single(await server.StatementsAsync($$"""{ unisexNames(country: "US", first: 1000) {{Fields}} }"""));
}
