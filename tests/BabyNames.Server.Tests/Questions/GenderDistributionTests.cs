using System.Text.Json;

namespace BabyNames.Server.Tests.Questions;

[Collection(QuestionCollection.Name)]
public sealed class GenderDistributionTests(QuestionFixture server)
{
    private const string Fields = "{ name femaleCount maleCount count femaleProbability maleProbability }";

    /// <summary>The names are in no order. They include common, rare and unknown names, names of one sex and of both sexes, and a
    /// duplicate.</summary>
    private static readonly string[] Names =
    [
        "Willie",
        "Mary",
        "Nobody",
        "Jean-Pierre",
        "John",
        "Zoë",
        "Isabell",
        "Willow",
        "Odd",
        "Mary",
        "Jessie",
        "Marion",
    ];

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("US", null, null)]
    [InlineData("CA", null, null)]
    [InlineData("US", 1900, 1906)]
    [InlineData("US", 1906, null)]
    [InlineData(null, null, 1901)]
    [InlineData("AU", null, null)]
    public async Task Results_are_in_the_order_of_the_requested_names(string? country, int? from, int? to)
    {
        var counted = (
            await server.SqlAsync(
                $"""
                SELECT n.name, COALESCE(SUM(n.count) FILTER (WHERE gender = 'F'), 0)::bigint,
                    COALESCE(SUM(n.count) FILTER (WHERE gender = 'M'), 0)::bigint, SUM(n.count)::bigint,
                    100 - ROUND(100.0 * COALESCE(SUM(n.count) FILTER (WHERE gender = 'M'), 0) / SUM(n.count), 2),
                    ROUND(100.0 * COALESCE(SUM(n.count) FILTER (WHERE gender = 'M'), 0) / SUM(n.count), 2)
                FROM names n JOIN countries c ON c.id = n.country_id
                WHERE {(country is null ? "true" : $"c.code = '{country}'")} AND n.year BETWEEN {from ?? 0} AND {to ?? 9999}
                GROUP BY n.name HAVING SUM(n.count) >= 100
                """
            )
        ).ToDictionary(row => (string)row[0], row => string.Join(' ', row.Select(Text)));
        var answers = (await AskAsync(Names, country, from, to)).Select(distribution =>
            distribution.ValueKind == JsonValueKind.Null
                ? null
                : string.Join(
                    ' ',
                    distribution
                        .EnumerateObject()
                        .Select(field =>
                            field.Value.ValueKind == JsonValueKind.Number ? Text(field.Value.GetDecimal()) : field.Value.GetString()!
                        )
                )
        );
        Assert.Equal(Names.Select(name => counted.GetValueOrDefault(name)), answers);
    }

    [Fact]
    public async Task Counts_below_the_threshold_in_each_country_are_added_up_over_countries()
    {
        Assert.Equal(JsonValueKind.Null, Assert.Single(await AskAsync(["Zoë"], "CA", null, null)).ValueKind);
        Assert.Equal(110, Assert.Single(await AskAsync(["zoë"], null, null, null)).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task The_two_percentages_add_up_to_100()
    {
        var answers = await AskAsync(
            [
                .. (
                    await server.SqlAsync(
                        "SELECT name FROM gender_probabilities WHERE country_code = 'US' AND male_count > 0 AND female_count > 0 "
                            + "ORDER BY name LIMIT 100"
                    )
                ).Select(row => (string)row[0]),
            ],
            null,
            null,
            null
        );
        Assert.Equal(100, answers.Count);
        Assert.All(
            answers,
            distribution =>
                Assert.Equal(
                    100.00m,
                    distribution.GetProperty("femaleProbability").GetDecimal() + distribution.GetProperty("maleProbability").GetDecimal()
                )
        );
    }

    [Theory]
    [InlineData("""names: ["Mary"], country: "XX" """, "BN201", "There is no country `XX`. Known codes are AU, CA, GB, US.")]
    [InlineData("""names: []""", "BN208", "`names` has 0 names; give 1 to 100.")]
    [InlineData("""names: ["Mary", " "]""", "BN208", "`names[1]` has 0 characters; give a name of 1 to 100.")]
    [InlineData("""names: ["Mary"], yearFrom: 2000, yearTo: 1999""", "BN208", "`yearFrom` 2000 is after `yearTo` 1999; exchange them.")]
    [InlineData("""names: ["Mary"], yearFrom: 17""", "BN208", "`yearFrom` is 17; give a year from 1800 to 2100.")]
    public Task Invalid_arguments_of_genderDistribution_are_refused(string arguments, string code, string message) =>
        server.AssertRefusedAsync($"genderDistribution({arguments}) {{ name }}", code, message);

    [Fact]
    public Task More_than_100_names_are_refused() =>
        server.AssertRefusedAsync(
            $$"""genderDistribution(names: [{{string.Join(", ", Enumerable.Repeat("\"Mary\"", 101))}}]) { name }""",
            "BN208",
            "`names` has 101 names; give 1 to 100."
        );

    [Theory]
    [InlineData("""names: ["Mary", "John", "Willie"]""")]
    [InlineData("""names: ["Mary", "John", "Willie"], country: "US" """)]
    [InlineData("""names: ["Mary", "John", "Willie"], country: "US", yearFrom: 1900""")]
    public async Task The_field_genderDistribution_runs_one_statement(string arguments) =>
        Assert.Single(await server.StatementsAsync($$"""{ genderDistribution({{arguments}}) {{Fields}} }"""));

    private async Task<List<JsonElement>> AskAsync(string[] names, string? country, int? from, int? to) => [.. (
                await server.DataAsync(
                    $$"""query($names: [String!]!, $country: String, $from: Int, $to: Int) { genderDistribution(names: $names, """
                        + $$"""country: $country, yearFrom: $from, yearTo: $to) {{Fields}} }""",
                    new
                    {
                        names,
                        country,
                        from,
                        to,
                    }
                )
            ).GetProperty("genderDistribution").EnumerateArray()];

    private static string Text(object value) =>
        value is decimal number ? $"{number:0.00}"
        : value is long whole ? $"{whole:0.00}"
        : $"{value}";
}
