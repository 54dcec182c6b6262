using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Cluster;

/// <summary>Tests reads from a standby that is behind the primary or cancels queries.</summary>
public sealed class StandbyTests(ReplicatedServerFixture server) : IClassFixture<ReplicatedServerFixture>
{
    private const string Behind = "2001";

    public static TheoryData<string> Addresses =>
        [
            "/graphql?query={nameStatistics(where:{year:{eq:" + Behind + "}}){nodes{count}}}",
            $"/odata/NameStatistics?$filter=Year eq {Behind}&$select=Births",
        ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_standby_that_is_behind_shows_its_own_version_and_never_one_older_than_requested(string address)
    {
        await server.IngestAsync($"yob{Behind}.txt", "Emma,F,10\n"u8.ToArray());
        var before = await VersionAsync();
        await server.Postgres.CaughtUpAsync();
        await server.Postgres.Standby.SqlAsync("SELECT PG_WAL_REPLAY_PAUSE()");
        try
        {
            await server.IngestAsync($"yob{Behind}.txt", "Emma,F,11\n"u8.ToArray());
            var after = await VersionAsync();
            Assert.True(after > before);

            var seen = await ReadAsync(address);
            Assert.Equal(
                (HttpStatusCode.OK, before, true),
                (seen.Status, seen.Version, seen.Body.Contains("10", StringComparison.Ordinal))
            );

            var newer = await ReadAsync(address, after);
            if (newer.Status == HttpStatusCode.OK)
                Assert.Equal((after, true), (newer.Version, newer.Body.Contains("11", StringComparison.Ordinal)));
            else
                Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (newer.Status, newer.IsRetryable));

            var never = await ReadAsync(address, after + 1_000);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (never.Status, never.IsRetryable));
        }
        finally
        {
            await server.Postgres.Standby.SqlAsync("SELECT PG_WAL_REPLAY_RESUME()");
        }
        await Eventually.SeeAsync(
            () => ReadAsync(address),
            seen => seen.Body.Contains("11", StringComparison.Ordinal),
            "the standby to show the new version"
        );
        await server.RemoveDatasetsAsync();
    }

    /// <summary>The standby cancels each query that holds a lock when it replays a stronger lock of the primary.</summary>
    [Fact]
    public async Task A_query_that_the_standby_cancels_is_repeated_elsewhere_or_answered_503()
    {
        const string longQuery = "/graphql?query={nameStatisticsGroups(groupBy:[YEAR],where:{name:{contains:\"a\"},count:{gt:$}}){sum}}";
        await server.IngestAsync("yob2000.txt", Samples.Year(2000));
        await server.Postgres.CaughtUpAsync();
        await server.Postgres.Standby.SqlAsync("ALTER SYSTEM SET max_standby_streaming_delay = 0");
        await server.Postgres.Standby.SqlAsync("SELECT PG_RELOAD_CONF()");
        var answers = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(ReadUntilStoppedAsync).ToList();
        await Eventually.SeeAsync(
            async () =>
            {
                await server.Postgres.Primary.SqlAsync("BEGIN; LOCK TABLE name_statistics IN ACCESS EXCLUSIVE MODE; COMMIT");
                return await server.Postgres.Standby.OneAsync<long>("SELECT SUM(confl_lock)::BIGINT FROM pg_stat_database_conflicts");
            },
            cancelled => cancelled >= 5,
            "the standby to cancel queries"
        );
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.All(answers, answer => Assert.Contains(answer, (string[])["OK", "ServiceUnavailable"]));

        async Task ReadUntilStoppedAsync(int reader)
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var bound = (2 * n + reader).ToString(CultureInfo.InvariantCulture);
                var answer = await ReadAsync(longQuery.Replace("$", bound, StringComparison.Ordinal));
                answers.Enqueue(
                    answer.Body.Contains("errors", StringComparison.Ordinal) && answer.Status == HttpStatusCode.OK
                        ? answer.Body
                        : $"{answer.Status}"
                );
            }
        }
    }

    private Task<long> VersionAsync() => server.Postgres.Primary.OneAsync<long>("SELECT version FROM statistics_state");

    private async Task<(HttpStatusCode Status, long? Version, bool IsRetryable, string Body)> ReadAsync(
        string address,
        long? minimum = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (minimum is not null)
            request.Headers.Add("Min-Data-Version", $"{minimum}");
        using var response = await server.Client.SendAsync(request);
        return (
            response.StatusCode,
            response.Headers.TryGetValues("Data-Version", out var versions)
                ? long.Parse(versions.Single(), CultureInfo.InvariantCulture)
                : null,
            response.Headers.RetryAfter is not null,
            await response.Content.ReadAsStringAsync()
        );
    }
}
