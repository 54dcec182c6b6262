using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.GraphQLEngine.Queries;
using BabyNames.Queries.Caching;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Compares cached compiled queries that run with other values to the same queries without the cache. A query with more values
/// than a cached query can have is compiled again each time.</summary>
public sealed class CompiledQueryTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const int TooMany = 16;
    private static readonly string Neutral = string.Concat(Enumerable.Repeat("{ year: { neq: 0 } }", TooMany));

    /// <summary>Filters in pairs or groups that have the same shape or similar shapes.</summary>
    public static TheoryData<string[]> Filters =>
        new(
            [
                "{ name: { eq: \"Emma\" } }",
                "{ name: { eq: \"Zoë\" } }",
                "{ name: { eq: null } }",
                "{ name: { neq: null } }",
                "{ name: { neq: \"Emma\" } }",
            ],
            [
                "{ name: { in: [\"Emma\"] } }",
                "{ name: { in: [] } }",
                "{ name: { in: [\"Zoë\", \"Emma\", \"Noah\"] } }",
                "{ name: { nin: [] } }",
                "{ name: { nin: [\"Emma\", \"Mary\"] } }",
                "{ name: null }",
            ],
            [
                "{ name: { contains: \"mm\" } }",
                "{ name: { contains: \"%\" } }",
                "{ name: { contains: \"_\" } }",
                "{ name: { contains: \"\" } }",
                "{ name: { ncontains: \"e\" } }",
            ],
            [
                "{ name: { startsWith: \"Em\" } }",
                "{ name: { startsWith: \"\\\\\" } }",
                "{ name: { nstartsWith: \"E\" } }",
                "{ name: { endsWith: \"eth\" } }",
                "{ name: { nendsWith: \"a\" } }",
            ],
            [
                "{ year: { eq: 1880 } }",
                "{ year: { eq: 2001 } }",
                "{ year: { neq: 1880 } }",
                "{ year: { eq: null } }",
                "{ year: { in: [1880, 2001] } }",
                "{ year: { in: [2001] } }",
            ],
            [
                "{ count: { gt: 6 } }",
                "{ count: { gt: 7000 } }",
                "{ count: { ngt: 6 } }",
                "{ count: { gte: 7 } }",
                "{ count: { ngte: 7 } }",
                "{ count: { lt: 6 } }",
                "{ count: { nlt: 6 } }",
                "{ count: { lte: 6 } }",
                "{ count: { nlte: 6 } }",
                "{ count: { gt: 5, lt: 8 } }",
                "{ count: { lt: 8, gt: 5 } }",
                "{ count: { in: [7065, 9655] } }",
            ],
            [
                "{ share: { gt: 1.5 } }",
                "{ share: { gt: 0.5 } }",
                "{ share: { eq: 0.01 } }",
                "{ gender: { eq: M } }",
                "{ gender: { eq: F } }",
                "{ gender: { in: [M] } }",
                "{ gender: { in: [F, M] } }",
            ],
            [
                "{ country: { code: { eq: \"US\" } } }",
                "{ country: { code: { eq: \"GB\" } } }",
                "{ country: { name: { startsWith: \"United S\" } } }",
                "{ country: {} }",
                "{ country: { code: { in: [\"US\", \"GB\"] } } }",
            ],
            [
                "{ or: [{ name: { eq: \"Emma\" } }, { year: { eq: 2001 } }] }",
                "{ and: [{ name: { eq: \"Emma\" } }, { year: { eq: 2001 } }] }",
                "{ or: [{ name: { eq: \"Emma\" }, year: { eq: 2001 } }] }",
                "{ or: [{ name: { eq: \"Noah\" } }, { year: { eq: 1880 } }] }",
                "{ or: [], and: [] }",
                "{}",
                "{ and: [" + string.Concat(Enumerable.Repeat("{},", 1_500)) + "] }",
                "{ name: { or: [{ eq: \"Emma\" }, { endsWith: \"ë\" }] } }",
                "{ name: { and: [{ eq: \"Emma\" }, { endsWith: \"a\" }] } }",
            ]
        );

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_cached_compiled_query_returns_the_rows_of_a_new_one(string[] filters)
    {
        Assert.True(CompiledQuery<BabyNamesDbContext, NameStatistic>.MaxValues < TooMany);
        // The first execution compiles and caches the query. The second execution finds it in the cache.
        foreach (var filter in filters.Concat(filters))
        {
            Assert.Equal(
                await AnswerAsync($"where: {{ and: [{filter}], or: [{Neutral}] }}, first: 30"),
                await AnswerAsync($"where: {{ and: [{filter}] }}, first: 30")
            );
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{ count: DESC }]")]
    [InlineData("[{ count: ASC }, { name: DESC }]")]
    [InlineData("[{ gender: DESC }, { year: DESC }, { name: DESC }]")]
    [InlineData("[{ country: { name: ASC } }, { share: DESC }, { name: ASC }]")]
    public async Task A_cached_compiled_query_returns_the_pages_of_a_new_one(string order)
    {
        var cursors = JsonDocument
            .Parse(await AnswerAsync($"order: {order}, first: 100"))
            .RootElement.GetProperty("data")
            .GetProperty("nameStatistics")
            .GetProperty("edges")
            .EnumerateArray()
            .Select(edge => edge.GetProperty("cursor").GetString())
            .ToList();
        string[] pages =
        [
            "first: 10",
            "first: 7",
            "first: 8",
            "last: 10",
            "last: 7",
            "first: 0",
            $"first: 10, after: \"{cursors[9]}\"",
            $"first: 10, after: \"{cursors[20]}\"",
            $"first: 10, before: \"{cursors[20]}\"",
            $"last: 10, before: \"{cursors[20]}\"",
            $"last: 7, before: \"{cursors[5]}\"",
            $"last: 10, after: \"{cursors[9]}\"",
            $"first: 10, after: \"{cursors[9]}\", before: \"{cursors[30]}\"",
            $"last: 10, after: \"{cursors[9]}\", before: \"{cursors[30]}\"",
        ];
        foreach (var page in pages.Concat(pages))
            Assert.Equal(
                await AnswerAsync($"where: {{ or: [{Neutral}] }}, order: {order}, {page}"),
                await AnswerAsync($"order: {order}, {page}")
            );
    }

    [Fact]
    public async Task A_cached_compiled_query_distinguishes_an_omitted_variable_from_null()
    {
        const string query =
            "query($where: NameStatisticFilterInput, $name: String) { nameStatistics(where: $where) { "
            + "nodes { name } } named: nameStatistics(where: { name: { eq: $name } }) { nodes { year } } }";
        foreach (
            var (variables, all, named) in new (object, int, int)[]
            {
                (new { where = new { name = new { eq = "Zoë" } }, name = "Emma" }, 2, 4),
                (new { }, 10, 10),
                (new { where = (object?)null, name = (string?)null }, 10, 0),
                (new { where = new { name = new { eq = "Emma" } }, name = "Zoë" }, 4, 2),
                (new { where = new { }, name = "no such name" }, 10, 0),
            }
        )
        {
            var data = await server.DataAsync(query, variables);
            Assert.Equal(
                (all, named),
                (
                    data.GetProperty("nameStatistics").GetProperty("nodes").GetArrayLength(),
                    data.GetProperty("named").GetProperty("nodes").GetArrayLength()
                )
            );
        }
    }

    [Fact]
    public async Task The_limits_of_a_filter_apply_to_cached_compiled_queries()
    {
        foreach (var length in new[] { 3, 1_001, 3 })
        {
            var answer = await server.GraphQLAsync(
                $$"""{ nameStatistics(where: { rank: { in: [{{string.Join(' ', Enumerable.Range(1, length))}}] } }) { nodes { name } } }"""
            );
            Assert.Equal(
                length > 1_000,
                answer.TryGetProperty("errors", out var errors)
                    && errors[0].GetProperty("extensions").GetProperty("code").GetString() == "FILTER_LIMIT"
            );
        }
    }

    [Theory]
    [InlineData("popularNames(country: \"US\", year: $1, gender: F, first: 10)")]
    [InlineData("popularNames(country: \"US\", year: $1, first: 10)")]
    [InlineData("popularNames(country: \"US\", decade: $0, gender: M, first: 10)")]
    [InlineData("nameStatistics(where: { year: { eq: $1 }, name: { in: [\"Emma\", \"$0\"] } }, first: 10)")]
    [InlineData("names(where: { country: { code: { eq: \"US\" } }, year: { eq: $1 } }, last: 10)")]
    [InlineData("nameStatistics(where: { year: { gt: $1 } }, first: 7)")]
    public async Task A_query_is_compiled_once_and_runs_one_statement(string field)
    {
        await server.DataAsync("{ nameProfile(name: \"Emma\", country: \"US\") { name } }");
        using var log = new SqlLog(server.ConnectionString);
        foreach (var year in new[] { 1880, 2001, 1999 })
        {
            var connection = field
                .Replace("$1", $"{year}", StringComparison.Ordinal)
                .Replace("$0", $"{year / 10 * 10}", StringComparison.Ordinal);
            await server.DataAsync($"{{ {connection} {{ edges {{ cursor }} nodes {{ country {{ name }} }} }} }}");
        }
        Assert.Equal(3, log.Statements.Count);
        Assert.Single(log.Statements.Distinct());
        Assert.InRange(log.Compiled.Count, 0, 1);
    }

    [Fact]
    public void The_cache_drops_the_entries_that_were_not_used_recently()
    {
        var cache = new RecentCache<int, object>(10);
        for (var i = 0; i < 1_000; i++)
        {
            cache.Add(i, new());
            Assert.NotNull(cache.Find(i));
            Assert.InRange(cache.Count, 1, 10);
            // An entry that is used repeatedly stays in the cache.
            Assert.NotNull(cache.Find(0));
        }
        Assert.Null(cache.Find(1));
    }

    private async Task<string> AnswerAsync(string arguments)
    {
        var query = $$"""
            { nameStatistics({{arguments}}) { totalCount edges { cursor node { countryCode year gender name count rank share
                country { name } } }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
            """;
        using var response = await server.Client.PostAsJsonAsync("/graphql", new { query });
        var answer = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("\"errors\"", answer, StringComparison.Ordinal);
        return answer;
    }
}
