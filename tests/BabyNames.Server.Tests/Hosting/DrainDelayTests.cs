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
    public async Task A_stopping_server_is_not_ready_but_answers_until_the_delay_ends_and_starts_no_job()
    {
        await using var server = await Executable.ServeAsync(
            _folder,
            "--ConnectionStrings:BabyNames",
            _connectionString,
            "--Storage:Path",
            _folder,
            "--Connections:DrainDelay",
            "00:00:06"
        );
        // The result of the check is cached for a second, and must not hide that the server stops.
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(server));
        await Executable.SignalAsync(server.Id, "TERM");
        var exit = server.ExitAsync();
        await Eventually.SeeAsync(
            () => ReadyAsync(server),
            ready => ready == HttpStatusCode.ServiceUnavailable,
            "the server to be not ready"
        );

        // A new connection is accepted too.
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        await client.DataAsync("{ countries { totalCount } }");
        await client.AcceptedAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray(), TestKeys.Admin);

        Assert.Equal(0, await exit);
        await using var owner = NpgsqlDataSource.Create(_connectionString);
        Assert.Equal("queued0", await owner.OneAsync<string>("SELECT status || attempts FROM jobs"));
    }

    private static async Task<HttpStatusCode> ReadyAsync(Executable server)
    {
        using var response = await server.Client.GetAsync("/health/ready");
        return response.StatusCode;
    }
}
