using System.Net;
using BabyNames.Data;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Sends SIGTERM to the real program, as a rolling restart behind a load balancer does.</summary>
public sealed class DrainDelayTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private string _connectionString = "";

    public async Task InitializeAsync()
    {
        _connectionString = await TestDatabase.CreateAsync();
        await using var databases = new Databases(new(_connectionString));
        await TestKeys.AddToAsync(databases);
    }

    public async Task DisposeAsync()
    {
        await TestDatabase.DropAsync(_connectionString);
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_stopping_server_is_not_ready_but_answers_during_the_delay_and_starts_no_job()
    {
        await using var server = await ServeAsync("00:10:00");
        // The result of the check is cached for a second, and must not hide that the server stops.
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(server));
        await Executable.SignalAsync(server.Id, "TERM");
        await Eventually.SeeAsync(
            () => ReadyAsync(server),
            ready => ready == HttpStatusCode.ServiceUnavailable,
            "the server to be not ready"
        );

        // A new connection is accepted too.
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        await client.AcceptedAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray(), TestKeys.Admin);
        await client.DataAsync("{ countries { totalCount } }");
        // The second signal ends the delay.
        Assert.NotEqual(0, await server.StopAsync());
        await using var owner = NpgsqlDataSource.Create(_connectionString);
        Assert.Equal("queued0", await owner.OneAsync<string>("SELECT status || attempts FROM jobs"));
    }

    [Fact]
    public async Task A_server_ends_with_0_after_the_delay()
    {
        await using var server = await ServeAsync("00:00:01");
        Assert.Equal(0, await server.StopAsync());
    }

    private Task<Executable> ServeAsync(string delay) =>
        Executable.ServeAsync(
            _folder,
            "--ConnectionStrings:BabyNames",
            _connectionString,
            "--Storage:Path",
            _folder,
            "--Connections:DrainDelay",
            delay
        );

    private static async Task<HttpStatusCode> ReadyAsync(Executable server)
    {
        using var response = await server.Client.GetAsync("/health/ready");
        return response.StatusCode;
    }
}
