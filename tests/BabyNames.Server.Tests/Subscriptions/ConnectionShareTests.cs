using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Subscriptions;

/// <summary>Tests that one client, or one address without a key, cannot prevent other clients from subscribing. The executable runs with
/// the settings of Production.</summary>
public sealed class ConnectionShareTests : IAsyncLifetime
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    private readonly string _folder = TestFolder.Create();
    private string _database = "";
    private Executable? _server;

    private Uri Address => _server!.Client.BaseAddress!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await using (var databases = new Databases(new(_database)))
            await TestKeys.AddToAsync(databases);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await TestDatabase.DropAsync(_database);
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_thousand_silent_sockets_of_one_address_do_not_block_other_clients()
    {
        await StartAsync();
        var silent = new ConcurrentBag<RawSocket>();
        await Parallel.ForAsync(
            0,
            1_000,
            new ParallelOptions { MaxDegreeOfParallelism = 20 },
            async (_, _) =>
            {
                try
                {
                    silent.Add(await RawSocket.OpenAsync(Address));
                }
                catch (WebSocketException exception)
                {
                    Assert.Contains("503", exception.Message, StringComparison.Ordinal);
                }
            }
        );
        Assert.Equal(20, silent.Count);

        await using (var elsewhere = await RawSocket.ReadyAsync(Address, TestKeys.Viewer, Other))
            await elsewhere.ExpectServedAsync();
        // A client at the same address that sends a key in the headers can connect.
        await using (var withHeader = await RawSocket.OpenAsync(Address, headers: ("X-Api-Key", TestKeys.Viewer)))
        {
            await withHeader.SendAsync(new { type = "connection_init" });
            Assert.Equal("connection_ack", await withHeader.TypeAsync());
            await withHeader.ExpectServedAsync();
        }
        using var stream = await StreamAsync(TestKeys.Viewer);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        await Task.WhenAll(silent.Select(socket => socket.DisposeAsync().AsTask()));
        await using var again = await RawSocket.WhenFreeAsync(Address, TestKeys.Viewer);
        await again.ExpectServedAsync();
        ExpectNoErrors();
    }

    [Fact]
    public async Task A_thousand_subscriptions_of_one_key_do_not_block_other_clients()
    {
        await StartAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RawSocket.WhenFreeAsync(Address, TestKeys.Viewer)));
        var answers = (await Task.WhenAll(sockets.Select(socket => SubscribeAsync(socket)))).SelectMany(answer => answer).ToList();
        Assert.Equal(500, answers.Count(answer => answer.Contains("\"next\"", StringComparison.Ordinal)));
        Assert.Equal(500, answers.Count(answer => answer.Contains("SUBSCRIPTION_LIMIT", StringComparison.Ordinal)));

        await using var other = await RawSocket.ReadyAsync(Address, TestKeys.Admin);
        await other.ExpectServedAsync();
        using var stream = await StreamAsync(TestKeys.Admin);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        await Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
        ExpectNoErrors();
    }

    [Fact]
    public async Task A_key_can_use_half_of_the_connections()
    {
        await StartAsync("--GraphQL:MaxConnections", "4");
        await using var one = await RawSocket.ReadyAsync(Address, TestKeys.Viewer);
        using var two = await StreamAsync(TestKeys.Viewer);
        Assert.Equal(HttpStatusCode.OK, two.StatusCode);
        await using (var three = await RawSocket.OpenAsync(Address))
        {
            await three.SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {TestKeys.Viewer}" } });
            Assert.Equal(1013, await three.CodeAsync());
        }
        using var four = await StreamAsync(TestKeys.Viewer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, four.StatusCode);
        await using (var other = await RawSocket.ReadyAsync(Address, TestKeys.Admin))
            await other.ExpectServedAsync();
        await one.CloseAsync();
        await using var again = await RawSocket.WhenFreeAsync(Address, TestKeys.Viewer);
        ExpectNoErrors();
    }

    /// <summary>Starts fifty subscriptions and returns their first messages. Each subscription sends its first message
    /// immediately.</summary>
    private static async Task<List<string>> SubscribeAsync(RawSocket socket)
    {
        for (var i = 0; i < 50; i++)
            await socket.SubscribeAsync($"{i}", "subscription { statisticsUpdated { dataVersion } }");
        var answers = new List<string>();
        while (answers.Count < 50)
            answers.Add((await socket.NextAsync())!.Value.GetRawText());
        return answers;
    }

    private async Task StartAsync(params string[] settings) =>
        _server = await Executable.ServeAsync(
            _folder,
            [
                "--environment",
                "Production",
                "--ConnectionStrings:BabyNames",
                _database,
                "--Storage:Path",
                _folder,
                "--Access:AnonymousReading",
                "false",
                // The timeout is longer than a test: the server closes no silent socket during the test, and on a busy machine no key
                // arrives too late.
                "--GraphQL:ConnectionInitTimeout",
                "00:10:00",
                .. settings,
            ]
        );

    private Task<HttpResponseMessage> StreamAsync(string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = "subscription { jobUpdated { id } }" }),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("X-Api-Key", key);
        return _server!.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Asserts that the server logged no error of its own. The server does not log a refused request as an error.</summary>
    private void ExpectNoErrors() => Assert.DoesNotMatch(@"\b(fail|crit): BabyNames\.", _server!.Output);
}
