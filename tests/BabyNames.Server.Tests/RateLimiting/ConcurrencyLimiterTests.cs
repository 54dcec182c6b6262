using System.Net;
using System.Net.Http.Json;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.RateLimiting;

/// <summary>Tests a server that runs at most four queries concurrently, at most two of them for one client, and queues at most three
/// requests. A table lock blocks the running queries.</summary>
public class ConcurrencyLimiterTests(ConcurrencyLimiterTests.ConcurrencyLimiterFixture server)
    : IClassFixture<ConcurrencyLimiterTests.ConcurrencyLimiterFixture>
{
    [Fact]
    public async Task Requests_above_the_queue_limit_are_refused_while_running_requests_and_health_checks_succeed()
    {
        await using var lockHolder = await server.Databases.Owner.OpenConnectionAsync();
        await using var locked = await lockHolder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE names IN ACCESS EXCLUSIVE MODE", lockHolder, locked))
            await command.ExecuteNonQueryAsync();

        var flood = Enumerable
            .Range(0, 20)
            .Select(i =>
                i % 2 == 0 ? GraphQLAsync($"{{ names(first: {i + 1}) {{ nodes {{ name }} }} }}") : server.Client.GetAsync("/odata/Names")
            )
            .ToList();
        await Eventually.SeeAsync(
            () => Task.FromResult(flood.Count(answer => answer.IsCompleted)),
            refused => refused == 18,
            "18 of the 20 requests to be refused"
        );
        foreach (var refused in await Task.WhenAll(flood.Where(answer => answer.IsCompleted)))
        {
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)),
                (refused.StatusCode, refused.Headers.RetryAfter?.Delta)
            );
            Assert.Contains("\"code\":\"BN503\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var health = await server.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await AssertSubscriptionsAndUploadsStartAsync();
        await AssertOtherClientsSucceedAsync();

        await locked.RollbackAsync();
        Assert.Equal(2, (await Task.WhenAll(flood)).Count(answer => answer.StatusCode == HttpStatusCode.OK));
        using var later = await server.Client.GetAsync("/odata/Countries");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    /// <summary>A request with fifty fields, like three such requests of one client, runs at most as many concurrent queries as one client
    /// may run.</summary>
    [Fact]
    public async Task The_limit_counts_concurrent_queries_and_not_requests()
    {
        await using var lockHolder = await server.Databases.Owner.OpenConnectionAsync();
        await using var locked = await lockHolder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE names IN ACCESS EXCLUSIVE MODE", lockHolder, locked))
            await command.ExecuteNonQueryAsync();

        var fields = string.Concat(Enumerable.Range(0, 50).Select(i => $"f{i}: names(first: 1) {{ nodes {{ name }} }} "));
        var first = GraphQLAsync($"{{ {fields} }}");
        await Eventually.SeeAsync(WaitingAsync, waiting => waiting >= 2, "two queries of the first request");
        foreach (var refused in await Task.WhenAll(GraphQLAsync($"{{ {fields} }}"), GraphQLAsync($"{{ {fields} __typename }}")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await AssertOtherClientsSucceedAsync();
        Assert.Equal(2, await WaitingAsync());

        await locked.RollbackAsync();
        using var answer = await first;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("errors", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Returns the number of queries that wait for the lock.</summary>
    private async Task<long> WaitingAsync() =>
        (long)
            (
                await server.SqlAsync(
                    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                        + "AND query LIKE '%FROM names%'"
                )
            )[0][0];

    /// <summary>Subscriptions and uploads do not count as concurrent queries.</summary>
    private async Task AssertSubscriptionsAndUploadsStartAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = "subscription { statisticsUpdated { dataVersion } }" }),
        };
        request.Headers.Add("Accept", "text/event-stream");
        using var stream = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (stream.StatusCode, stream.Content.Headers.ContentType?.MediaType));
        Assert.Contains("BN206", (await server.UploadAsync("empty.txt", [])).ToString(), StringComparison.Ordinal);
    }

    /// <summary>One client may use at most half of the concurrent queries, so requests of another client succeed.</summary>
    private async Task AssertOtherClientsSucceedAsync()
    {
        foreach (var path in new[] { "Countries", "Countries?$format=csv" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/odata/{path}");
            request.Headers.Add("X-Api-Key", server.ViewerKey);
            using var answer = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private Task<HttpResponseMessage> GraphQLAsync(string query) => server.Client.PostAsync("/graphql", JsonContent.Create(new { query }));

    /// <summary>A server with 4 concurrent queries, 2 concurrent streams, a queue of 3 and a queue timeout of one second.</summary>
    public sealed class ConcurrencyLimiterFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "true",
            "--Jobs:Enabled",
            "false",
            "--Limits:MaxConcurrentQueries",
            "4",
            "--Limits:MaxConcurrentStreams",
            "2",
            "--Limits:QueueLimit",
            "3",
            "--Limits:QueueTimeout",
            "00:00:01"
        );
}
