using System.Net.Http.Json;
using BabyNames.Data.Statistics;
using BabyNames.Server.Notifications;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests cached responses, for which the server runs no SQL. The tests refresh the statistics outside of the server.</summary>
public sealed class ResponseCacheTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const string Emma =
        "{ nameStatistics(where: { year: { eq: 2001 }, name: { eq: \"Emma\" }, gender: { eq: F } }) { nodes { count } } }";

    [Fact]
    public async Task A_repeated_request_runs_no_SQL()
    {
        await VersionAsync();
        using var log = new SqlLog(server.ConnectionString);
        var first = await AnswerAsync("{ nameStatistics { nodes { name } } }");
        Assert.Single(log.Statements);
        Assert.Equal(first, await AnswerAsync("{ nameStatistics { nodes { name } } }"));
        Assert.Single(log.Statements);
        // A query with the same meaning and another text is another request.
        Assert.Equal(first, await AnswerAsync("{ nameStatistics{ nodes { name } } }"));
        Assert.Equal(2, log.Statements.Count);
    }

    [Theory]
    [InlineData("{ names { nodes { name } } }")]
    [InlineData("{ datasets { nodes { id } } }")]
    [InlineData("{ ...q } fragment q on Query { nameStatistics { nodes { rank } } countries { nodes { code } } }")]
    [InlineData("{ nameStatistics { nodes { name } } bad: nameStatistics(first: 1001) { nodes { name } } }")]
    public async Task A_response_outside_of_the_statistics_or_with_errors_is_not_cached(string query)
    {
        await VersionAsync();
        using var log = new SqlLog(server.ConnectionString);
        await AnswerAsync(query);
        var once = log.Statements.Count;
        await AnswerAsync(query);
        Assert.Equal(2 * once, log.Statements.Count);
    }

    [Fact]
    public async Task Each_media_type_is_cached_separately()
    {
        await VersionAsync();
        foreach (var type in new[] { "application/json", "application/graphql-response+json", "application/json" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = Emma }) };
            request.Headers.Add("Accept", type);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task A_refresh_by_another_process_invalidates_the_cache()
    {
        await VersionAsync();
        for (var round = 0; round < 3; round++)
        {
            var before = await CountAsync();
            Assert.Equal(before, await CountAsync());
            await server.SqlAsync("UPDATE names SET count = count + 1 WHERE year = 2001 AND name = 'Emma' AND gender = 'F'");
            await server.SqlAsync("INSERT INTO changed_cells SELECT id, 2001, 'F' FROM areas WHERE code = 'US'");
            Assert.Equal(before, await CountAsync());
            var version = await new StatisticsRefresher(server.Databases).RefreshIfDueAsync(CancellationToken.None);
            await Eventually.SeeAsync(CountAsync, count => count == before + 1, "the new figure");
            // After the new version, no response has the old figure.
            Assert.Equal(version, Version.Current);
            for (var i = 0; i < 20; i++)
                Assert.Equal(before + 1, await CountAsync());
        }
    }

    [Fact]
    public async Task The_cache_is_bypassed_until_the_listener_reconnects()
    {
        await VersionAsync();
        await CountAsync();
        using var log = new SqlLog(server.ConnectionString);
        var changed = new TaskCompletionSource<long>();
        Version.Changed += changed.SetResult;
        // The version changes while the listener is disconnected, so the cached responses belong to the old version.
        await server.SqlAsync(
            """
            SELECT PG_TERMINATE_BACKEND(pid) FROM pg_stat_activity
            WHERE datname = CURRENT_DATABASE() AND query ILIKE ANY (ARRAY['LISTEN babynames_statistics',
                'SELECT version FROM statistics_state'])
            """
        );
        await Eventually.SeeAsync(() => Task.FromResult(Version.Current), version => version is null, "the data version to be unknown");
        await server.SqlAsync("UPDATE statistics_state SET version = version + 1");
        await CountAsync();
        Assert.NotEmpty(log.Statements);
        await VersionAsync();
        Assert.Equal(await Eventually.EndAsync(changed.Task, "the notification of the change"), Version.Current);
        Version.Changed -= changed.SetResult;
    }

    private DataVersion Version => server.Services.GetRequiredService<DataVersion>();

    private Task VersionAsync() =>
        Eventually.SeeAsync(() => Task.FromResult(Version.Current), version => version is not null, "the data version to be known");

    private async Task<long> CountAsync() =>
        (await server.DataAsync(Emma)).GetProperty("nameStatistics").GetProperty("nodes")[0].GetProperty("count").GetInt64();

    private async Task<string> AnswerAsync(string query)
    {
        using var response = await server.Client.PostAsJsonAsync("/graphql", new { query });
        return await response.Content.ReadAsStringAsync();
    }
}
