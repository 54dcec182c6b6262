using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Compares every response with SQL over the rows of the files. The SQL does not use the views.</summary>
public sealed class StatisticGroupTests(NamesFixture server) : IClassFixture<NamesFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if ((await server.SqlAsync("SELECT FROM names WHERE year = 1889")).Count == 0)
            await Some.CompletedInAsync("GB", server.Databases, new(1889, 'F', "Emma", 70), new(2001, 'M', "Noah", 80));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("groupBy: [YEAR]", "NULL, NULL, year, NULL", "TRUE")]
    [InlineData("groupBy: [DECADE]", "NULL, year - year % 10, NULL, NULL", "TRUE")]
    [InlineData("groupBy: [GENDER]", "NULL, NULL, NULL, gender", "TRUE")]
    [InlineData("groupBy: [COUNTRY]", "c.code, NULL, NULL, NULL", "TRUE")]
    [InlineData("groupBy: [GENDER, DECADE, COUNTRY]", "c.code, year - year % 10, NULL, gender", "TRUE")]
    [InlineData("groupBy: [COUNTRY, YEAR, DECADE, GENDER]", "c.code, year - year % 10, year, gender", "TRUE")]
    [InlineData(
        "groupBy: [GENDER], where: { year: { lt: 1900 }, countryCode: { eq: \"US\" } }",
        "NULL, NULL, NULL, gender",
        "year < 1900 AND c.code = 'US'"
    )]
    [InlineData(
        "groupBy: [YEAR], where: { or: [{ gender: { eq: M } }, { and: [{ country: { name: { eq: \"United Kingdom\" } } }] }] }",
        "NULL, NULL, year, NULL",
        "gender = 'M' OR c.code = 'GB'"
    )]
    [InlineData("groupBy: [YEAR], where: { name: { eq: \"Emma\" } }", "NULL, NULL, year, NULL", "n.name = 'Emma'")]
    [InlineData("groupBy: [COUNTRY, GENDER], where: { count: { gte: 100 } }", "c.code, NULL, NULL, gender", "count >= 100")]
    [InlineData(
        "groupBy: [DECADE, GENDER], where: { or: [{ year: { eq: 1880 }, name: { startsWith: \"A\" } }, { country: { code: { eq: "
            + "\"GB\" } } }] }",
        "NULL, year - year % 10, NULL, gender",
        "year = 1880 AND n.name LIKE 'A%' OR c.code = 'GB'"
    )]
    public async Task Groups_equal_the_groups_of_SQL_over_the_rows(string arguments, string keys, string where)
    {
        var expected = await server.SqlAsync(
            $"""
            SELECT country, decade, year, gender, COUNT(*), SUM(count)::BIGINT, MIN(count)::BIGINT, MAX(count)::BIGINT FROM (
                SELECT {Typed(keys)}, count FROM names n JOIN countries c ON c.id = n.country_id WHERE deleted_at IS NULL AND ({where})
            ) AS one(country, decade, year, gender, count) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """
        );
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(row => string.Join('|', row)), await GroupsAsync(arguments));
    }

    [Theory]
    [InlineData("SUM_DESC", "SUM(count) DESC")]
    [InlineData("ROWS_DESC", "COUNT(*) DESC")]
    [InlineData("KEY", "year")]
    public async Task Groups_are_in_the_requested_order(string order, string sql) =>
        Assert.Equal(
            (await server.SqlAsync($"SELECT year FROM names GROUP BY year ORDER BY {sql}, year LIMIT 2")).Select(row => $"{row[0]}"),
            (await GroupsAsync($"groupBy: [YEAR], order: {order}, first: 2")).Select(group => group.Split('|')[2])
        );

    [Fact]
    public async Task A_filter_without_rows_returns_no_groups() =>
        Assert.Empty(await GroupsAsync("groupBy: [YEAR], where: { year: { eq: 1700 } }"));

    [Theory]
    [InlineData("where: { year: { gt: 1900 }, and: [{ gender: { eq: F } }] }", "year_totals_view")]
    [InlineData("where: { or: [{ year: { gt: 1900 } }, { rank: { eq: 1 } }] }", "name_statistics_view")]
    public async Task Groups_are_read_from_the_smallest_view_that_has_the_columns(string where, string view)
    {
        using var log = new SqlLog(server.ConnectionString);
        await GroupsAsync($"groupBy: [YEAR, GENDER], {where}");
        Assert.Contains($"FROM {view} ", Assert.Single(log.Statements), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groupBy: []", "BN208")]
    [InlineData("groupBy: [YEAR, YEAR]", "BN208")]
    [InlineData("groupBy: [YEAR], first: 0", "BN208")]
    [InlineData("groupBy: [YEAR], first: 1001", "BN208")]
    public async Task Invalid_arguments_of_groups_are_refused(string arguments, string code)
    {
        var answer = await server.GraphQLAsync($$"""{ nameStatisticsGroups({{arguments}}) { sum } }""");
        Assert.Equal(
            code,
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("extensions").GetProperty("code").GetString()
        );
    }

    /// <summary>Adds a cast to each key. PostgreSQL treats a NULL without a type as text.</summary>
    private static string Typed(string keys)
    {
        var parts = keys.Split(", ");
        return $"{parts[0]}::TEXT, {parts[1]}::INTEGER, {parts[2]}::INTEGER, {parts[3]}::TEXT";
    }

    private async Task<List<string>> GroupsAsync(string arguments)
    {
        var data = await server.DataAsync(
            $$"""{ groups: nameStatisticsGroups({{arguments}}) { countryCode decade year gender rows sum min max } }"""
        );
        return
        [
            .. data.GetProperty("groups")
                .EnumerateArray()
                .Select(group => string.Join('|', group.EnumerateObject().Select(field => Text(field.Value)))),
        ];
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
}
