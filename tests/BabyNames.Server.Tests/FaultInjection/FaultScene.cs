using System.Collections.Concurrent;
using System.Text.Json;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A database, a server in a separate process, and the files that were uploaded to the server.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private const string Reprocess = """
        mutation ($id: UUID!) { reprocessDataset(input: { datasetId: $id, reason: "a test" }) { dataset { id } errors { __typename } } }
        """;

    private readonly string _connectionString;
    private readonly string _storage = TestFolder.Create();
    private readonly ITestOutputHelper _output;
    private readonly Verdict _verdict;
    private readonly ConcurrentDictionary<Guid, SsaFile> _accepted = new();
    private Executable? _server;

    private FaultScene(string connectionString, ITestOutputHelper output, Verdict verdict) =>
        (_connectionString, _output, _verdict) = (connectionString, output, verdict);

    public Executable Server => _server!;

    /// <summary>The data source of the owner. Its sessions do not belong to the server.</summary>
    public NpgsqlDataSource Owner => _verdict.Owner;

    /// <param name="port">The port of a proxy through which only the server connects; null for PostgreSQL's socket.</param>
    public static async Task<FaultScene> CreateAsync(PostgresClusterFixture cluster, ITestOutputHelper output, int? port = null)
    {
        var database = await cluster.CreateDatabaseAsync();
        await using (var databases = new Databases(new(database)))
        {
            await TestKeys.AddToAsync(databases);
        }
        var verdict = await Verdict.CreateAsync(database);
        var through = new NpgsqlConnectionStringBuilder(database) { Pooling = true };
        if (port is { } proxyPort)
            (through.Host, through.Port) = ("127.0.0.1", proxyPort);
        return new(through.ConnectionString, output, verdict);
    }

    /// <summary>Starts a server with the database and the storage of the scene. Later requests go to this server.</summary>
    public async Task StartServerAsync(params string[] settings) => _server = await ServeAsync(settings);

    /// <summary>Sends SIGKILL to the server and starts another server.</summary>
    public async Task ReplaceServerAsync()
    {
        await Server.KillAsync();
        await _verdict.SessionsEndedAsync();
        await _verdict.AssertWholeAsync();
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    /// <summary>Repeats the upload of each file until the file is accepted, even if the server or its database is temporarily
    /// unavailable.</summary>
    public async Task UploadAsync(params SsaFile[] files)
    {
        foreach (var file in files)
        {
            _verdict.Expect(file);
            var id = await Eventually.SeeAsync(
                () => AcceptedAsync(() => Server.Client.UploadAsync(file.Name, file.Content, TestKeys.Admin)),
                id => id is not null,
                $"{file.Name} to be accepted"
            );
            _accepted[id!.Value] = file;
        }
    }

    /// <summary>Uploads a file slowly, and repeats the upload if there was no response.</summary>
    public async Task UploadAgainAsync(SsaFile file, TimeSpan time)
    {
        _verdict.Expect(file);
        if (await AcceptedAsync(SendAsync) is { } id)
            _accepted[id] = file;
        else
            await UploadAsync(file);

        async Task<JsonElement> SendAsync()
        {
            using var request = Uploading.Request(file.Name, new SlowContent(file.Content, time), "US", parser: null, TestKeys.Admin);
            using var response = await Server.Client.SendAsync(request);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        }
    }

    /// <summary>Repeats the mutation until the server accepts the reprocessing of a file's dataset.</summary>
    public async Task ReprocessAsync(SsaFile file)
    {
        var id = _accepted.Single(entry => entry.Value == file).Key;
        // A conflict error means that the server accepted an earlier request whose response was lost.
        await Eventually.SeeAsync(
            () => PayloadAsync(() => Server.Client.GraphQLAsync(Reprocess, new { id }, TestKeys.Admin)),
            response => response is not null,
            $"{file.Name} to be reprocessed"
        );
    }

    /// <summary>Starts an operation, injects a fault at a random moment of it, and checks that the server recovers without
    /// intervention.</summary>
    public async Task StrikeAsync(Moment moment, Random chance, string name, Func<Task> strike)
    {
        var before = await Owner.OneAsync<long>(moment.Progress);
        var doing = moment.BeginAsync(this);
        await Eventually.SeeAsync(() => Owner.OneAsync<long>(moment.Progress), now => now > before, $"{moment.Name} to begin");
        var delay = moment.Length * chance.NextDouble();
        await Task.Delay(delay);
        await strike();
        await doing;
        var ended = await _verdict.SettledAsync();
        await _verdict.AssertWholeAsync();
        _output.WriteLine($"{name} {delay.TotalMilliseconds:F0} ms into {moment.Name}: {ended}");
    }

    public Task<string> SettledAsync() => _verdict.SettledAsync();

    public Task AssertWholeAsync() => _verdict.AssertWholeAsync();

    /// <summary>Stops the server and checks that the database and the storage contain every accepted file and nothing else.</summary>
    public async Task AssertOverAsync()
    {
        await _verdict.SettledAsync();
        Assert.Equal(0, await Server.StopAsync());
        await _verdict.AssertOverAsync(_accepted, _connectionString, _storage);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _output.WriteLine(_server.Output);
            await _server.KillAsync();
            await _server.DisposeAsync();
        }
        await _verdict.DisposeAsync();
        TestFolder.Delete(_storage);
    }

    private Task<Executable> ServeAsync(params string[] settings) =>
        Executable.ServeAsync(
            _storage,
            [
                "--ConnectionStrings:BabyNames",
                _connectionString,
                "--Storage:Path",
                _storage,
                "--Jobs:LeaseDuration",
                "00:00:06",
                "--Jobs:HeartbeatInterval",
                "00:00:00.5",
                "--Jobs:PollInterval",
                "00:00:00.5",
                .. settings,
            ]
        );

    private static async Task<Guid?> AcceptedAsync(Func<Task<JsonElement>> upload) =>
        await PayloadAsync(upload) switch
        {
            null => null,
            { } payload when payload.GetProperty("dataset") is { ValueKind: JsonValueKind.Object } dataset => dataset
                .GetProperty("id")
                .GetGuid(),
            // The server accepted an earlier upload whose response was lost.
            { } payload => payload.GetProperty("errors")[0].GetProperty("datasetId").GetGuid(),
        };

    /// <summary>Returns the payload of a mutation; null if there was no response, or if the response has no data.</summary>
    private static async Task<JsonElement?> PayloadAsync(Func<Task<JsonElement>> send)
    {
        try
        {
            var response = await send();
            return response.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                ? data.EnumerateObject().Single().Value
                : null;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
