using System.Text.Json;
using BabyNames.Data;
using BabyNames.GraphQLEngine.Subscriptions;
using BabyNames.Server.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace BabyNames.Server.Tests.Support;

/// <summary>A complete server with Kestrel and an empty database that belongs to the fixture. By default anonymous clients can read and no
/// timeout is short. Subclasses can change these settings.</summary>
public class ServerFixture : IAsyncLifetime
{
    /// <summary>Timeouts that do not expire on a busy machine. Subclasses can override them.</summary>
    private static readonly string[] LongTimeouts =
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

    /// <param name="settings">Settings of the server, as <c>--Section:Name</c> and value.</param>
    protected ServerFixture(params string[] settings) => _settings = settings;

    public HttpClient Client { get; } = new();

    public string AdminKey => TestKeys.Admin;

    public string ViewerKey => TestKeys.Viewer;

    public string MonitorKey => TestKeys.Monitor;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The clock of the server.</summary>
    protected virtual TimeProvider ServerClock => TimeProvider.System;

    /// <summary>The folder where the server stores uploaded files.</summary>
    public string StorageFolder => _storage;

    /// <summary>The data sources of the database by role. They are separate from the data sources of the server.</summary>
    public Databases Databases => _databases!;

    /// <summary>The service provider of the server.</summary>
    public IServiceProvider Services => _server!.App.Services;

    public async Task InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _databases = new(new(ConnectionString));
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
                .. LongTimeouts,
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
            await DropDatabaseAsync();
        }
        TestFolder.Delete(_storage);
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates the database with the whole schema and returns its connection string.</summary>
    protected virtual Task<string> CreateDatabaseAsync() => TestDatabase.CreateAsync();

    protected virtual Task DropDatabaseAsync() => TestDatabase.DropAsync(ConnectionString);

    /// <summary>Sends a GET request that must succeed and returns the JSON of the response.</summary>
    public Task<JsonElement> GetJsonAsync(string pathAndQuery) => Client.GetJsonAsync(pathAndQuery);

    /// <summary>Sends a GraphQL request and returns the whole response with <c>data</c> and <c>errors</c>.</summary>
    public Task<JsonElement> GraphQLAsync(string query, object? variables = null, string? key = null) =>
        Client.GraphQLAsync(query, variables, key);

    /// <summary>Sends a GraphQL request whose response must have no errors, and returns its <c>data</c>.</summary>
    public Task<JsonElement> DataAsync(string query, object? variables = null, string? key = null) =>
        Client.DataAsync(query, variables, key);

    /// <summary>Uploads a file and returns the whole response. The request has the admin key unless a key is given.</summary>
    public Task<JsonElement> UploadAsync(
        string filename,
        byte[] content,
        string country = "US",
        string? parser = null,
        string? key = null
    ) => Client.UploadAsync(filename, content, key ?? AdminKey, country, parser);

    /// <summary>Uploads a file for the US and waits until its dataset is completed and shows in the statistics, or has failed.</summary>
    /// <returns>The id of the dataset.</returns>
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

    /// <summary>Waits until the statistics include every change and the server knows their version. Before that, the server may return
    /// cached responses.</summary>
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

    /// <summary>Waits until no job is queued or running, then deletes all datasets. A job that ends locks its own row before the row of its
    /// dataset, so a deletion at the same time could deadlock.</summary>
    public async Task RemoveDatasetsAsync()
    {
        await Eventually.SeeAsync(
            () => Databases.Owner.OneAsync<long>("SELECT COUNT(*) FROM jobs WHERE status IN ('queued', 'running')"),
            active => active == 0,
            "all jobs to end"
        );
        await SqlAsync("DELETE FROM datasets");
    }

    /// <summary>Waits until the server has this number of open subscriptions.</summary>
    public Task SubscriptionsAsync(int count) =>
        Eventually.SeeAsync(
            () => Task.FromResult(Services.GetRequiredService<ChangeHub>().Count),
            open => open == count,
            $"{count} open subscriptions"
        );

    /// <summary>Runs a statement as the owner of the tables and returns its rows; a null is <see cref="DBNull"/>.</summary>
    public Task<List<object[]>> SqlAsync(string sql, params object[] parameters) => Databases.Owner.SqlAsync(sql, parameters);
}
