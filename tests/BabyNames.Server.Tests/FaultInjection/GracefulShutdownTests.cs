using System.Net.Sockets;
using BabyNames.Data;
using BabyNames.Server.Database;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.FaultInjection;

/// <summary>Sends signals to the real program and checks its graceful shutdown.</summary>
public sealed class GracefulShutdownTests : IAsyncLifetime, IDisposable
{
    /// <summary>A period that exceeds the time for which only the command line keeps a process alive after a signal.</summary>
    private const string LongAfter = "6 seconds";

    private const string Lock = "hashtextextended('babynames.slices.' || (SELECT id FROM countries WHERE code = 'US')::TEXT, 0)";

    private readonly string _folder = TestFolder.Create();
    private readonly HttpClient _slow = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
    private string _connectionString = "";
    private NpgsqlDataSource? _owner;
    private NpgsqlConnection? _locking;

    private NpgsqlDataSource Owner => _owner!;

    public async Task InitializeAsync()
    {
        _connectionString = await TestDatabase.CreateAsync();
        _owner = NpgsqlDataSource.Create(_connectionString);
        await using (var databases = new Databases(new(_connectionString)))
            await TestKeys.AddToAsync(databases);
        _locking = await _owner.OpenConnectionAsync();
    }

    public async Task DisposeAsync()
    {
        await _locking!.DisposeAsync();
        await _owner!.DisposeAsync();
        await TestDatabase.DropAsync(_connectionString);
        TestFolder.Delete(Path.Combine(_folder, ".data"));
        TestFolder.Delete(_folder);
    }

    public void Dispose() => _slow.Dispose();

    [Fact]
    public async Task A_load_and_a_response_in_progress_complete_within_the_default_grace_period()
    {
        const int rows = 200_000;
        await AddRowsAsync(rows);
        await using var server = await ServeAsync();
        await BeginLoadAsync(server);
        _slow.BaseAddress = server.Client.BaseAddress;
        using var csv = await _slow.GetAsync("/odata/Names?$select=Name&$format=csv", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await csv.Content.ReadAsStreamAsync();

        var signalled = await Owner.OneAsync<DateTime>("SELECT CLOCK_TIMESTAMP()::TIMESTAMP");
        await Executable.SignalAsync(server.Id, "TERM");
        var lines = 0;
        var buffer = new byte[8 * 1024];
        await Eventually.SeeAsync(
            async () =>
            {
                await ReadAsync();
                return await Owner.OneAsync<bool>($"SELECT locked_at > $1 + INTERVAL '{LongAfter}' FROM jobs", signalled);
            },
            isLate => isLate,
            "a heartbeat long after the signal"
        );
        await ExecuteAsync($"SELECT pg_advisory_unlock({Lock})");
        while (await ReadAsync() > 0) { }

        Assert.Equal(rows + 1, lines);
        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(
            [
                ["completed", 1],
            ],
            await Owner.SqlAsync("SELECT status, attempts FROM jobs")
        );

        async Task<int> ReadAsync()
        {
            var read = await body.ReadAsync(buffer);
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            return read;
        }
    }

    [Fact]
    public async Task A_load_longer_than_the_grace_period_is_queued_again_and_uses_no_attempt()
    {
        await using var server = await ServeAsync("--Jobs:ShutdownTimeout", "00:00:04");
        await BeginLoadAsync(server);
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal(
            [
                ["queued", 0, DBNull.Value],
            ],
            await Owner.SqlAsync("SELECT status, attempts, locked_by FROM jobs")
        );

        await ExecuteAsync($"SELECT pg_advisory_unlock({Lock})");
        await using var next = await ServeAsync();
        await CompletedAsync(Owner);
    }

    [Fact]
    public async Task A_response_longer_than_the_grace_period_is_aborted_and_the_server_exits_with_0()
    {
        await AddRowsAsync(200_000);
        await using var server = await ServeAsync("--Jobs:ShutdownTimeout", "00:00:00");
        await BeginLoadAsync(server);
        _slow.BaseAddress = server.Client.BaseAddress;
        using var csv = await _slow.GetAsync("/odata/Names?$select=Name&$format=csv", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await csv.Content.ReadAsStreamAsync();
        await Executable.SignalAsync(server.Id, "TERM");
        var exit = server.ExitAsync();
        // The client reads fast enough that the server does not abort the response as a slow reader's.
        var cut = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            var buffer = new byte[1024];
            while (await body.ReadAsync(buffer) > 0)
                await Task.Delay(10);
        });
        Assert.NotNull(cut);
        Assert.Equal(0, await exit);
        Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                ["queued", 0],
            ],
            await Owner.SqlAsync("SELECT status, attempts FROM jobs")
        );
    }

    [Fact]
    public async Task Ctrl_C_at_a_terminal_stops_the_private_PostgreSQL_after_the_jobs()
    {
        await using (var server = await Executable.ServeAsync(["setsid"], _folder, ["--Jobs:ShutdownTimeout", "00:00:02"]))
        {
            await using var own = NpgsqlDataSource.Create(EmbeddedPostgres.FindRunning(Path.Combine(_folder, ".data"))!);
            await using var locking = await own.OpenConnectionAsync();
            await using (var command = new NpgsqlCommand($"SELECT pg_advisory_lock({Lock})", locking))
                await command.ExecuteNonQueryAsync();
            await server.Client.AcceptedAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray(), server.AdminKey!);
            await LoadWaitsAsync(own);
            await Executable.SignalAsync(-server.Id, "INT");
            Assert.Equal(0, await server.ExitAsync());
        }
        await using var next = await Executable.ServeAsync(_folder);
        await using var after = NpgsqlDataSource.Create(EmbeddedPostgres.FindRunning(Path.Combine(_folder, ".data"))!);
        await CompletedAsync(after);
    }

    [Fact]
    public async Task A_stopped_ingest_command_queues_its_job_again()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "yob2001.txt"), "Emma,F,10\n");
        await ExecuteAsync($"SELECT pg_advisory_lock({Lock})");
        await using var command = Executable.Start(
            _folder,
            new() { ["ConnectionStrings__BabyNames"] = _connectionString, ["Storage__Path"] = _folder },
            "ingest",
            "yob2001.txt",
            "--country",
            "US"
        );
        await LoadWaitsAsync(Owner);
        await Executable.SignalAsync(command.Id, "TERM");
        Assert.Equal(143, await command.ExitAsync());
        Assert.DoesNotContain("Exception", command.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                ["queued", 0],
            ],
            await Owner.SqlAsync("SELECT status, attempts FROM jobs")
        );
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_server_that_waits_for_its_database_stops_without_an_error(string signal, int exitCode)
    {
        // No process listens at this port.
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
        var port = ((System.Net.IPEndPoint)closed.LocalEndPoint!).Port;
        await using var server = Executable.Start(
            _folder,
            new(),
            "serve",
            "--urls",
            "http://127.0.0.1:0",
            "--ConnectionStrings:BabyNames",
            $"Host=::1;Port={port};Username=nobody;Database=none"
        );
        await server.PrintsAsync("The database does not respond.");
        await Executable.SignalAsync(server.Id, signal);
        Assert.Equal(exitCode, await server.ExitAsync());
        Assert.DoesNotContain("Exception", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    /// <summary>Connects with a small receive buffer. With a larger buffer, the whole response would be sent before the signal.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private Task<Executable> ServeAsync(params string[] settings) =>
        Executable.ServeAsync(
            _folder,
            [
                "--ConnectionStrings:BabyNames",
                _connectionString,
                "--Storage:Path",
                _folder,
                "--OData:ExecutionTimeout",
                "00:05:00",
                .. settings,
            ]
        );

    /// <summary>Starts a load that waits for a lock of the test.</summary>
    private async Task BeginLoadAsync(Executable server)
    {
        await ExecuteAsync($"SELECT pg_advisory_lock({Lock})");
        await server.Client.AcceptedAsync("yob2001.txt", "Emma,F,10\n"u8.ToArray(), TestKeys.Admin);
        await LoadWaitsAsync(Owner);
    }

    private static Task LoadWaitsAsync(NpgsqlDataSource owner) =>
        Eventually.SeeAsync(
            () =>
                owner.OneAsync<long>(
                    """
                    SELECT COUNT(*) FROM pg_stat_activity
                    WHERE datname = CURRENT_DATABASE() AND wait_event = 'advisory' AND application_name LIKE 'babynames load%'
                    """
                ),
            waiting => waiting == 1,
            "the load to wait for the country's lock"
        );

    private static Task CompletedAsync(NpgsqlDataSource owner) =>
        Eventually.SeeAsync(
            () => owner.OneAsync<string>("SELECT status || attempts FROM jobs"),
            job => job == "completed1",
            "the next server to finish the job"
        );

    private Task AddRowsAsync(int rows) =>
        Owner.SqlAsync(
            """
            WITH dataset AS (
                INSERT INTO datasets (country_id, filename, file_path, file_size, parser_type, sha256)
                SELECT id, 'yob2000.txt', 'none', 1, 'us_ssa', REPEAT('0', 64) FROM countries WHERE code = 'US' RETURNING id, country_id
            )
            INSERT INTO names (dataset_id, country_id, area_id, year, name, gender, count)
            SELECT id, country_id, (SELECT id FROM areas WHERE code = 'US'), 2000,
                'A name of some length, so that it takes a while to be read ' || n, 'F', 10 FROM dataset, GENERATE_SERIES(1, $1) n
            """,
            rows
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _locking);
        await command.ExecuteNonQueryAsync();
    }
}
