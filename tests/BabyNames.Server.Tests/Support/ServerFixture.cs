using System.Text.Json;
using BabyNames.Data;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Support;

/// <summary>The whole server with Kestrel over an empty database of its own. Reading needs no key and no time limit is short, unless a
/// subclass sets it.</summary>
public class ServerFixture : IAsyncLifetime
{
    /// <summary>No limit in time runs out because the machine is busy, unless a class sets one.</summary>
    private static readonly string[] Patience =
    [
        "--GraphQL:ExecutionTimeout",
        "00:05:00",
        "--OData:ExecutionTimeout",
        "00:05:00",
        "--GraphQL:ConnectionInitTimeout",
        "00:05:00",
    ];

    private readonly string[] _settings;
    private readonly string _storage = TestFolder.Create();
    private Databases? _databases;
    private Server? _server;

    public ServerFixture()
        : this("--Access:AnonymousReading", "true") { }

    /// <param name="settings">Of the server, as <c>--Section:Name</c> and value.</param>
    protected ServerFixture(params string[] settings) => _settings = settings;

    public HttpClient Client { get; } = new();

    public string AdminKey => TestKeys.Admin;

    public string ViewerKey => TestKeys.Viewer;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The time that the server goes by.</summary>
    protected virtual TimeProvider ServerClock => TimeProvider.System;

    /// <summary>Where the server keeps uploaded files.</summary>
    public string StorageFolder => _storage;

    /// <summary>By role, apart from the server's own.</summary>
    public Databases Databases => _databases!;

    /// <summary>The server's parts.</summary>
    public IServiceProvider Services => _server!.App.Services;

    public async Task InitializeAsync()
    {
        ConnectionString = await TestDatabase.CreateAsync();
        _databases = new(ConnectionString);
        await TestKeys.AddToAsync(_databases);
        _server = await Server.StartAsync(
            [
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:BabyNames",
                ConnectionString,
                "--Storage:Path",
                _storage,
                "--Logging:LogLevel:Default",
                "Error",
                .. LogLines.Settings,
                .. Patience,
                .. _settings,
            ],
            ServerClock,
            CancellationToken.None
        );
        Client.BaseAddress = new(_server.App.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
            await TestDatabase.DropAsync(ConnectionString);
        }
        TestFolder.Delete(_storage);
        GC.SuppressFinalize(this);
    }

    /// <summary>The JSON of an address that must answer with success.</summary>
    public Task<JsonElement> GetJsonAsync(string pathAndQuery) => Client.GetJsonAsync(pathAndQuery);

    /// <summary>The whole answer, <c>data</c> and <c>errors</c>.</summary>
    public Task<JsonElement> GraphQLAsync(string query, object? variables = null, string? key = null) =>
        Client.GraphQLAsync(query, variables, key);

    /// <summary>The <c>data</c> of an answer that must have no errors.</summary>
    public Task<JsonElement> DataAsync(string query, object? variables = null, string? key = null) =>
        Client.DataAsync(query, variables, key);

    /// <summary>The whole answer to an upload; with the admin key unless another is given.</summary>
    public Task<JsonElement> UploadAsync(
        string filename,
        byte[] content,
        string country = "US",
        string? parser = null,
        string? key = null
    ) => Client.UploadAsync(filename, content, key ?? AdminKey, country, parser);

    /// <summary>Uploads a file for the US and waits until it is statistics, or failed.</summary>
    /// <returns>The dataset.</returns>
    public async Task<Guid> IngestAsync(string filename, byte[] content)
    {
        var id = await Client.AcceptedAsync(filename, content, AdminKey);
        await SettleAsync(id);
        return id;
    }

    /// <summary>Waits until a dataset is completed or failed and the statistics show it.</summary>
    public async Task SettleAsync(Guid dataset)
    {
        await Eventually.SeeAsync(
            async () =>
                string.Join(
                    ", ",
                    (
                        await SqlAsync(
                            """
                            SELECT d.status,
                                CASE WHEN EXISTS (SELECT FROM changed_cells) THEN 'statistics behind' ELSE 'statistics up to date' END,
                                d.error_message, j.status, j.attempts, j.last_error
                            FROM datasets d LEFT JOIN jobs j ON j.dataset_id = d.id
                            WHERE d.id = $1 ORDER BY j.created_at DESC LIMIT 1
                            """,
                            dataset
                        )
                    )[0]
                ),
            seen =>
                (seen.StartsWith("completed", StringComparison.Ordinal) || seen.StartsWith("failed", StringComparison.Ordinal))
                && seen.Contains("up to date", StringComparison.Ordinal),
            $"dataset {dataset} to be completed or failed and to show in the statistics"
        );
        await UpToDateAsync();
    }

    /// <summary>Waits until the statistics show every change and the server knows it: before, it may answer from what it kept.</summary>
    public Task UpToDateAsync() =>
        Eventually.SeeAsync(
            async () =>
                (
                    (long)
                        (
                            await SqlAsync(
                                "SELECT CASE WHEN EXISTS (SELECT FROM changed_cells) THEN -1 ELSE version END FROM statistics_state"
                            )
                        )[0][0],
                    Services.GetRequiredService<DataVersion>().Current
                ),
            seen => seen.Item1 == seen.Item2,
            "the statistics to be up to date"
        );

    /// <summary>Removes all datasets, when no job has one: a job that ends locks its own row before that of its dataset.</summary>
    public async Task RemoveDatasetsAsync()
    {
        await Eventually.SeeAsync(
            () => Databases.Owner.OneAsync<long>("SELECT COUNT(*) FROM jobs WHERE status IN ('queued', 'running')"),
            active => active == 0,
            "all jobs to end"
        );
        await SqlAsync("DELETE FROM datasets");
    }

    /// <summary>Waits until the server has so many subscriptions open.</summary>
    public Task SubscriptionsAsync(int count) =>
        Eventually.SeeAsync(
            () => Task.FromResult(Services.GetRequiredService<ChangeHub>().Count),
            open => open == count,
            $"{count} open subscriptions"
        );

    /// <summary>The rows of a statement, run by the owner of the tables; a null is <see cref="DBNull"/>.</summary>
    public Task<List<object[]>> SqlAsync(string sql, params object[] parameters) => Databases.Owner.SqlAsync(sql, parameters);
}
