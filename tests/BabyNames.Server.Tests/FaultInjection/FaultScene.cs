using System.Collections.Concurrent;
using System.Text.Json;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>A database, a server in a process of its own, and the files that it was given.</summary>
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

    /// <summary>As the owner, apart from the server's sessions.</summary>
    public NpgsqlDataSource Owner => _verdict.Owner;

    /// <param name="port">Of a proxy, for the server alone; null for PostgreSQL's socket.</param>
    public static async Task<FaultScene> CreateAsync(PostgresClusterFixture cluster, ITestOutputHelper output, int? port = null)
    {
        var database = await cluster.CreateDatabaseAsync();
        await using (var databases = new Databases(database))
        {
            await TestKeys.AddToAsync(databases);
        }
        var verdict = await Verdict.CreateAsync(database);
        var through = new NpgsqlConnectionStringBuilder(database) { Pooling = true };
        if (port is { } of)
            (through.Host, through.Port) = ("127.0.0.1", of);
        return new(through.ConnectionString, output, verdict);
    }

    /// <summary>On the scene's database and storage; from now on this is the server that is asked.</summary>
    public async Task StartServerAsync(params string[] settings) => _server = await ServeAsync(settings);

    /// <summary>SIGKILL, and another server in its place.</summary>
    public async Task ReplaceServerAsync()
    {
        await Server.KillAsync();
        await _verdict.SessionsEndedAsync();
        await _verdict.AssertWholeAsync();
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    /// <summary>Uploads until each file is accepted, however often the server or its database is away.</summary>
    public async Task UploadAsync(params SsaFile[] files)
    {
        foreach (var file in files)
        {
            _verdict.Expect(file);
            var id = await Eventually.SeeAsync(
                () => TakenAsync(() => Server.Client.UploadAsync(file.Name, file.Content, TestKeys.Admin)),
                id => id is not null,
                $"{file.Name} to be accepted"
            );
            _accepted[id!.Value] = file;
        }
    }

    /// <summary>Uploads slowly, and again if there was no answer.</summary>
    public async Task UploadAgainAsync(SsaFile file, TimeSpan time)
    {
        _verdict.Expect(file);
        if (await TakenAsync(SendAsync) is { } id)
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

    /// <summary>Asks until a file's dataset is to be read again.</summary>
    public async Task ReprocessAsync(SsaFile file)
    {
        var id = _accepted.Single(one => one.Value == file).Key;
        // Refused as busy, an earlier try was heard whose answer was lost.
        await Eventually.SeeAsync(
            () => PayloadAsync(() => Server.Client.GraphQLAsync(Reprocess, new { id }, TestKeys.Admin)),
            answer => answer is not null,
            $"{file.Name} to be read again"
        );
    }

    /// <summary>Begins something, strikes at a moment of it, and makes sure that all ends well without a hand's turn.</summary>
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

    /// <summary>Stops the server and makes sure that everything accepted is there and nothing else is left.</summary>
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

    private static async Task<Guid?> TakenAsync(Func<Task<JsonElement>> upload) =>
        await PayloadAsync(upload) switch
        {
            null => null,
            { } payload when payload.GetProperty("dataset") is { ValueKind: JsonValueKind.Object } dataset => dataset
                .GetProperty("id")
                .GetGuid(),
            // Taken at an earlier try, whose answer was lost.
            { } payload => payload.GetProperty("errors")[0].GetProperty("datasetId").GetGuid(),
        };

    /// <summary>What a mutation answered; null when there was no answer, or one that it could not be done now.</summary>
    private static async Task<JsonElement?> PayloadAsync(Func<Task<JsonElement>> ask)
    {
        try
        {
            var answer = await ask();
            return answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
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
