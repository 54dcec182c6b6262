using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using BabyNames.Server.ApiKeys;
using BabyNames.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>Tests a server that learns of changes only by notifications. The network fails in every state of the listeners.</summary>
[Collection(FaultInjectionCollection.Name)]
public sealed class NotificationListenerTests(PostgresClusterFixture cluster, ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    /// <summary>The listeners for jobs, for changes of subscriptions, for keys, and for the version of the statistics.</summary>
    private const int Listeners = 4;

    /// <summary>The timeout of each condition. A pooled connection whose traffic is dropped fails only when its command times
    /// out.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private const string Listening =
        "FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND application_name = 'babynames api_readonly'";

    private readonly string _storage = TestFolder.Create();
    private readonly HttpClient _client = new();
    private readonly ConcurrentQueue<string> _events = new();
    private readonly Queue<string> _keys = new();
    private TcpProxy? _network;
    private NpgsqlDataSource? _owner;
    private Server? _server;
    private int _round;

    private NpgsqlDataSource Owner => _owner!;

    private TcpProxy Network => _network!;

    public async Task InitializeAsync()
    {
        var database = await cluster.CreateDatabaseAsync();
        _owner = NpgsqlDataSource.Create(database);
        _network = new TcpProxy(Path.Combine(cluster.Host, ".s.PGSQL.5432"));
        var through = new NpgsqlConnectionStringBuilder(database)
        {
            Pooling = true,
            Host = "127.0.0.1",
            Port = _network.Port,
        };
        _server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                through.ConnectionString,
                "--Storage:Path",
                _storage,
                "--Access:AnonymousReading",
                "true",
                "--Jobs:PollInterval",
                "01:00:00",
                "--Logging:LogLevel:Default",
                "None",
            ],
            CancellationToken.None
        );
        _client.BaseAddress = new(_server.App.Urls.Single());
        for (var i = 0; i < 16; i++)
            _keys.Enqueue(
                (await _server.App.Services.GetRequiredService<ApiKeyIssuer>().CreateAsync("a test", "viewer", null, default)).Text
            );
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _network!.DisposeAsync();
        await _owner!.DisposeAsync();
        TestFolder.Delete(_storage);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Listeners_recover_from_a_connection_that_breaks_in_any_state()
    {
        var dataset = await DatasetAsync();
        using var subscription = await SubscribeAsync();
        _ = CollectAsync(subscription);
        await AssertNotifiedAsync("nothing has failed", dataset);

        Network.Break();
        await CutAsync(3 * Listeners);
        Network.Mend();
        await AssertNotifiedAsync("broken while connecting", dataset);

        foreach (
            var statement in new[]
            {
                "LISTEN babynames_jobs",
                "LISTEN babynames_keys",
                "LISTEN babynames_statistics",
                "listen_to_changes()",
                "pg_current_xact_id()",
            }
        )
        {
            Network.Reset();
            Network.BreakAt(statement);
            await CutAsync(1);
            Network.Mend();
            await AssertNotifiedAsync($"broken at {statement}", dataset);
        }

        await Owner.SqlAsync($"SELECT pg_terminate_backend(pid) {Listening}");
        await AssertNotifiedAsync("sessions terminated while waiting", dataset);

        await TerminateInQueryAsync();
        await AssertNotifiedAsync("session terminated during a query", dataset);

        Network.Swallow();
        Network.Mend();
        await AssertNotifiedAsync("connections whose traffic is dropped", dataset);

        Network.Garble();
        await AssertNotifiedAsync("invalid responses", dataset);
    }

    /// <summary>Terminates the session of a listener while its query for the version waits for a lock.</summary>
    private async Task TerminateInQueryAsync()
    {
        await using var connection = await Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE statistics_state IN ACCESS EXCLUSIVE MODE", connection))
            await command.ExecuteNonQueryAsync();
        await Eventually.SeeAsync(
            async () =>
                (
                    await Owner.SqlAsync(
                        $"SELECT pg_terminate_backend(pid) {Listening} AND wait_event_type = 'Lock' AND query LIKE 'SELECT version%'"
                    )
                ).Count,
            ended => ended > 0,
            "a listener to query the version"
        );
    }

    private Task CutAsync(int more)
    {
        var before = Network.Cut;
        return Eventually.SeeAsync(() => Task.FromResult(Network.Cut), cut => cut >= before + more, $"{more} connections to be cut");
    }

    /// <summary>Checks that every listener receives its notifications.</summary>
    private async Task AssertNotifiedAsync(string state, Guid dataset)
    {
        output.WriteLine(state);
        var round = ++_round;
        var key = _keys.Dequeue();
        await SeeAsync(() => StatusAsync(key), HttpStatusCode.OK, $"{state}: a response with a key");
        await Owner.SqlAsync("UPDATE api_keys SET revoked_at = NOW() WHERE key_id = $1", key[3..15]);
        await SeeAsync(() => StatusAsync(key), HttpStatusCode.Unauthorized, $"{state}: the server to reject the revoked key");

        // The update is repeated, because the subscription may not have begun.
        await SeeAsync(
            async () =>
            {
                await Owner.SqlAsync("UPDATE datasets SET filename = $1 WHERE id = $2", $"round {round}", dataset);
                return _events.Any(line => line.Contains($"\"round {round}\"", StringComparison.Ordinal));
            },
            true,
            $"{state}: the subscriber to receive the change"
        );

        // A job without a dataset fails immediately. The first worker that is woken may also find its connection broken.
        await Owner.SqlAsync("INSERT INTO jobs (type) VALUES ('parse_dataset')");
        await SeeAsync(
            async () =>
            {
                await Owner.SqlAsync("NOTIFY babynames_jobs");
                return await Owner.OneAsync<long>("SELECT COUNT(*) FROM jobs WHERE status <> 'failed'");
            },
            0,
            $"{state}: a worker to run the job"
        );

        var tag = await TagAsync(tag => tag is not null, $"{state}: a response with the version");
        await Owner.SqlAsync("UPDATE statistics_state SET version = version + 1");
        await TagAsync(next => next is not null && next != tag, $"{state}: a response with the new version");
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query={countries{totalCount}}");
        request.Headers.Add("X-Api-Key", key);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    private Task<string?> TagAsync(Func<string?, bool> condition, string what) =>
        Eventually.SeeAsync(
            async () =>
            {
                using var response = await _client.GetAsync("/graphql?query={nameStatistics{totalCount}}");
                return response.Headers.ETag?.Tag;
            },
            condition,
            what,
            Timeout
        );

    private static Task SeeAsync<T>(Func<Task<T>> read, T expected, string what) =>
        Eventually.SeeAsync(read, seen => Equals(seen, expected), what, Timeout);

    private async Task<HttpResponseMessage> SubscribeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = "subscription { datasetUpdated { id filename } }" }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task CollectAsync(HttpResponseMessage subscription)
    {
        using var reader = new StreamReader(await subscription.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
            _events.Enqueue(line);
    }

    private Task<Guid> DatasetAsync() =>
        Owner.OneAsync<Guid>(
            """
            INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
            SELECT id, 'yob2001.txt', 'none', 1, 'us_ssa', REPEAT('0', 64) FROM countries WHERE code = 'US' RETURNING id
            """
        );
}
