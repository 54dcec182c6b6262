using System.Net;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Cluster;

/// <summary>Tests two servers with one database and one storage. Only notifications of the database connect them.</summary>
public sealed class TwoServersTests(TwoServersTests.PairFixture first) : IClassFixture<TwoServersTests.PairFixture>
{
    /// <summary>A fraction of the intervals after which a server would notice without a notification.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private HttpClient Second => first.Second;

    [Fact]
    public async Task A_key_that_one_server_revokes_is_soon_refused_by_the_other()
    {
        var key = (await first.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("a test", "viewer", null, default)).Text;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key));
        await first.DataAsync($$"""mutation { revokeApiKey(input: { keyId: "{{key[3..15]}}" }) { apiKey { id } } }""", key: first.AdminKey);
        await Eventually.SeeAsync(
            () => StatusAsync(key),
            status => status == HttpStatusCode.Unauthorized,
            "the other server to refuse the key",
            Soon
        );
    }

    [Fact]
    public async Task A_subscription_receives_what_the_other_server_changes()
    {
        await using var subscriber = new Subscriber(
            "sse",
            Second.BaseAddress!,
            "subscription { statisticsUpdated { dataVersion } }",
            key: first.ViewerKey
        );
        var version = (await subscriber.NextAsync("statisticsUpdated")).GetProperty("dataVersion").GetInt64();
        await first.IngestAsync("yob2001.txt", "Emma,F,12\n"u8.ToArray());
        await subscriber.UntilAsync("statisticsUpdated", state => state.GetProperty("dataVersion").GetInt64() > version);
    }

    [Fact]
    public async Task A_cached_response_is_replaced_when_the_other_server_loads_a_file()
    {
        await first.IngestAsync("yob2002.txt", "Emma,F,10\n"u8.ToArray());
        await CountAsync(10);
        await first.IngestAsync("yob2002.txt", "Emma,F,11\n"u8.ToArray());
        await CountAsync(11);

        Task<string> CountAsync(int expected) =>
            Eventually.SeeAsync(
                async () => (await Second.GetJsonAsync("/graphql?query={nameStatistics(where:{year:{eq:2002}}){nodes{count}}}")).ToString(),
                answer => answer.Contains($"\"count\":{expected}", StringComparison.Ordinal),
                $"the other server to answer {expected}",
                Soon
            );
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={countries{totalCount}}");
        request.Headers.Add("X-Api-Key", key);
        using var response = await Second.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Two servers. The jobs of the first one wake up only by notifications, and the second one runs none.</summary>
    public sealed class PairFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Access:KeyCheckInterval", "00:01:00", "--Jobs:PollInterval", "01:00:00"),
            IAsyncLifetime
    {
        private Server? _second;

        public HttpClient Second { get; } = new();

        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            _second = await Server.StartAsync(
                [
                    "--urls",
                    "http://127.0.0.1:0",
                    "--ConnectionStrings:BabyNames",
                    ConnectionString,
                    "--Storage:Path",
                    StorageFolder,
                    "--Access:AnonymousReading",
                    "true",
                    "--Access:KeyCheckInterval",
                    "00:01:00",
                    "--Jobs:Enabled",
                    "false",
                    "--Logging:LogLevel:Default",
                    "Error",
                ],
                CancellationToken.None
            );
            Second.BaseAddress = new(_second.App.Urls.Single());
        }

        async Task IAsyncLifetime.DisposeAsync()
        {
            Second.Dispose();
            if (_second is not null)
                await _second.DisposeAsync();
            await DisposeAsync();
        }
    }
}
