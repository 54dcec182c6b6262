using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests requests at each limit and requests that exceed the limit by one.</summary>
public sealed class GraphQLLimitTests(ServerFixture server, GraphQLLimitTests.GraphQLLimitFixture limited)
    : IClassFixture<ServerFixture>,
        IClassFixture<GraphQLLimitTests.GraphQLLimitFixture>
{
    public static TheoryData<string, string, string, string> Documents =>
        new()
        {
            { "fields", Fields(400), Fields(401), "more than 400 fields" },
            { "fields of a fragment used twice", Twice(133), Twice(134), "selects more than 400 fields" },
            { "fields that nobody uses", "{ __typename }", $"{{ __typename }} fragment f on Query {Fields(400)}", "more than 400 fields" },
            { "levels", Nested(14), Nested(15), "nested deeper than 15 levels" },
            { "aliases", Aliases(50), Aliases(51), "more than 50 aliases" },
            { "directives in one place", Directives(1, 4), Directives(1, 5), "more than 4 directives in one place" },
            { "directives", Directives(25, 4), Directives(26, 4), "more than 100 directives" },
            { "characters", Characters(65_536), Characters(65_537), "longer than 65,536 characters" },
            { "wrappers of introspection", Wrappers(9), Wrappers(10), "introspection depth" },
            {
                "lists of introspection",
                "{ __type(name: \"Query\") { fields { name } } }",
                "{ __type(name: \"Query\") { fields { type { fields { name } } } } }",
                "introspection depth"
            },
        };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_at_a_limit_is_accepted_and_above_it_is_refused(
        string limit,
        string allowed,
        string refused,
        string message
    )
    {
        var answer = await server.GraphQLAsync(allowed);
        // The allowed document can have validation errors of another kind.
        Assert.False(
            answer.ToString().Contains("HC0083", StringComparison.Ordinal)
                || answer.ToString().Contains("HC0086", StringComparison.Ordinal),
            $"{limit}: {answer}"
        );
        answer = await server.GraphQLAsync(refused);
        Assert.False(answer.TryGetProperty("data", out _));
        Assert.Contains(
            message,
            Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_document_above_the_nesting_limit_of_the_parser_is_refused()
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{a:", "}") })
        {
            var deep =
                $"{{ countries(where: {string.Concat(Enumerable.Repeat(open, 5_000))}1"
                + $"{string.Concat(Enumerable.Repeat(close, 5_000))}) {{ totalCount }} }}";
            Assert.Equal("HC0014", Code(await server.GraphQLAsync(deep)));
        }
        var levels = 100;
        var fine = $"{{ countries(where: {string.Concat(Enumerable.Repeat("[", levels))}1{new string(']', levels)}) {{ totalCount }} }}";
        Assert.NotEqual("HC0014", Code(await server.GraphQLAsync(fine)));
    }

    [Fact]
    public async Task Variables_above_the_nesting_limit_are_refused()
    {
        var where = string.Concat(Enumerable.Repeat("{\"and\":[", 5_000)) + string.Concat(Enumerable.Repeat("]}", 5_000));
        var json = """{"query":"query ($w: CountryFilterInput) { countries(where: $w) { totalCount } }","variables":{"w":""" + where + "}}";
        using var response = await server.Client.PostAsync("/graphql", new StringContent(json, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("HC0009", Code(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement));
    }

    [Theory]
    [InlineData(262_144, HttpStatusCode.OK)]
    [InlineData(262_145, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_request_body_above_the_size_limit_is_refused(int bytes, HttpStatusCode status)
    {
        var begin =
            """{"query":"query ($n: String) { countries(where: { name: { eq: $n } }) { totalCount } }","variables":{"n":" """.TrimEnd();
        var json = begin + new string('x', bytes - begin.Length - 3) + "\"}}";
        using var response = await server.Client.PostAsync("/graphql", new StringContent(json, null, "application/json"));
        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.OK)
            Assert.Equal("HC0010", Code(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement));
    }

    [Theory]
    [InlineData("{ ...f } fragment f on Query { ...f }")]
    [InlineData("{ ...f } fragment f on Query { ...g ...g } fragment g on Query { ...f ...f __typename }")]
    [InlineData("{ countries { nodes { ...c } } } fragment c on Country { name ...d } fragment d on Country { ...c }")]
    public async Task A_fragment_that_spreads_itself_is_refused(string query)
    {
        var answer = await server.GraphQLAsync(query);
        Assert.False(answer.TryGetProperty("data", out _));
        Assert.Contains("fragment", answer.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fragments_that_grow_exponentially_are_refused_at_once()
    {
        var fragments = string.Concat(Enumerable.Range(0, 60).Select(i => $" fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}"));
        Assert.Equal("HC0083", Code(await server.GraphQLAsync($"{{ ...f0 }}{fragments} fragment f60 on Query {{ __typename }}")));
    }

    [Fact]
    public async Task A_response_has_five_validation_errors_at_most() =>
        Assert.Equal(5, (await server.GraphQLAsync("{ a b c d e f g }")).GetProperty("errors").GetArrayLength());

    [Fact]
    public async Task The_introspection_query_of_editors_is_within_the_limits()
    {
        var answer = await server.DataAsync(
            await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "tests", "graphql-http", "introspection.graphql"))
        );
        Assert.True(answer.GetProperty("__schema").GetProperty("types").GetArrayLength() > 30);
    }

    [Theory]
    [InlineData("{ __schema { queryType { name } } }", "__schema")]
    [InlineData("{ ...f } fragment f on Query { t: __type(name: \"Query\") { name } }", "__type")]
    public async Task Introspection_is_refused_when_it_is_turned_off(string query, string field)
    {
        var error = Assert.Single((await limited.GraphQLAsync(query)).GetProperty("errors").EnumerateArray());
        Assert.Equal("Introspection is not allowed for the current request.", error.GetProperty("message").GetString());
        Assert.Equal($$"""{"code":"HC0046","field":"{{field}}"}""", error.GetProperty("extensions").GetRawText());
        Assert.Equal("Query", (await limited.DataAsync("{ __typename }")).GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task The_schema_download_is_not_found_when_introspection_is_turned_off()
    {
        using var response = await limited.Client.GetAsync("/graphql?sdl");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_query_above_the_time_limit_ends_and_cancels_its_SQL()
    {
        await using var connection = await limited.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locking = connection.CreateCommand();
        locking.CommandText = "LOCK TABLE countries IN ACCESS EXCLUSIVE MODE";
        await locking.ExecuteNonQueryAsync();
        var asking = limited.GraphQLAsync("{ countries { nodes { name } } }");
        await Eventually.SeeAsync(WaitingAsync, waiting => waiting == 1, "the query to wait");
        limited.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("HC0045", Code(await asking));
        Assert.Equal(0, await WaitingAsync());

        async Task<long> WaitingAsync() =>
            (long)
                (
                    await limited.SqlAsync(
                        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                            + "AND query LIKE '%countries%'"
                    )
                )[0][0];
    }

    private static string Fields(int count) => $"{{ {string.Concat(Enumerable.Repeat("__typename ", count))}}}";

    // The document has 3 fragment spreads, and each spread adds the fields of the fragment. A spread counts as a field.
    private static string Twice(int count) =>
        $"{{ ...f ...f ...f }} fragment f on Query {{ {string.Concat(Enumerable.Repeat("__typename ", count - 1))}}}";

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{ a ", levels)) + "{ a }" + new string('}', levels);

    private static string Aliases(int count) => $"{{ {string.Concat(Enumerable.Range(0, count).Select(i => $"a{i}: __typename "))}}}";

    private static string Directives(int fields, int each) =>
        $"{{ {string.Concat(Enumerable.Range(0, fields).Select(i => $"__typename {string.Concat(Enumerable.Repeat("@aa", each))} "))}}}";

    private static string Characters(int count) => "{ __typename }".PadRight(count);

    private static string Wrappers(int count) =>
        $"{{ __type(name: \"Query\") {{ {string.Concat(Enumerable.Repeat("ofType { ", count))}name{new string('}', count)} }} }}";

    private static string? Code(JsonElement answer) =>
        answer.GetProperty("errors")[0].TryGetProperty("extensions", out var extensions)
            ? extensions.GetProperty("code").GetString()
            : null;

    /// <summary>A server without introspection and with a time limit of half a second. Its clock advances only when a test advances
    /// it.</summary>
    public sealed class GraphQLLimitFixture()
        : FrozenClockFixture(
            "--Access:AnonymousReading",
            "true",
            "--GraphQL:Introspection",
            "false",
            "--GraphQL:ExecutionTimeout",
            "00:00:00.5"
        );
}
