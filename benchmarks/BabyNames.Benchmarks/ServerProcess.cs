using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace BabyNames.Benchmarks;

/// <summary>The server in its own process and folder, without samples.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Port = 5179;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _postgres;
    private readonly ConcurrentQueue<string> _output = [];
    private string? _adminKey;

    private ServerProcess(Process process, string folder, Uri address)
    {
        (_process, _postgres) = (process, Path.Combine(folder, ".data", "postgres"));
        Client = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Client { get; }

    public Uri GraphQL => new(Client.BaseAddress!, "/graphql");

    /// <summary>Folder of the socket of the private PostgreSQL.</summary>
    public string PostgresFolder => _postgres;

    /// <summary>Opens a connection to a database of the private PostgreSQL, as its superuser.</summary>
    public string ConnectionString(string database) => $"Host={_postgres};Username=postgres;Database={database}";

    /// <summary>Runs psql of the installation of the private PostgreSQL.</summary>
    public async Task PsqlAsync(string database, string command)
    {
        var programs = Path.GetDirectoryName((await File.ReadAllTextAsync(Path.Combine(_postgres, "postmaster.opts"))).Split(' ')[0])!;
        using var psql = Process.Start(
            Path.Combine(programs, "psql"),
            ["-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", _postgres, "-U", "postgres", "-d", database, "-c", command]
        );
        await psql.WaitForExitAsync();
        if (psql.ExitCode != 0)
            throw new InvalidOperationException($"psql ended with {psql.ExitCode}.");
    }

    /// <summary>Admin key, in the file that the first start in a folder names.</summary>
    public string? AdminKey =>
        _adminKey ??= _output.Select(line => KeyFile().Match(line)).FirstOrDefault(match => match.Success) is { } match
            ? File.ReadAllText(match.Groups[1].Value).Trim()
            : null;

    /// <summary>Time from the start of the process to its first response.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    public double ResidentMegabytes => Read(process => process.WorkingSet64);

    public double PeakMegabytes => Read(process => process.PeakWorkingSet64);

    public static async Task<ServerProcess> StartAsync(string folder, params string[] settings)
    {
        var began = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Repository.Executable)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    "serve",
                    "--urls",
                    $"http://127.0.0.1:{Port}",
                    "--Database:SamplePath",
                    "",
                    "--Limits:TokenLimit",
                    "1000000000",
                    "--Limits:TokensPerSecond",
                    "1000000000",
                    "--Access:AnonymousReading",
                    "true",
                    "--Https:Required",
                    "false",
                    .. settings,
                ]
        )
            start.ArgumentList.Add(argument);
        // Production settings, as for the other products.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment.Remove("ConnectionStrings__BabyNames");
        var server = new ServerProcess(Process.Start(start)!, folder, new($"http://127.0.0.1:{Port}"));
        server._process.OutputDataReceived += (_, line) => server._output.Enqueue(line.Data ?? "");
        server._process.ErrorDataReceived += (_, line) => server._output.Enqueue(line.Data ?? "");
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        while (!await server.AnswersAsync())
        {
            if (server._process.HasExited || began.Elapsed > StartTime)
                throw new InvalidOperationException(
                    $"The server did not start:{Environment.NewLine}{string.Join(Environment.NewLine, server._output)}"
                );
            await Task.Delay(10);
        }
        server.FirstAnswer = began.Elapsed;
        return server;
    }

    /// <summary>Creates a client with a separate address of this machine.</summary>
    public HttpClient ClientFrom(IPAddress address) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    socket.Bind(new IPEndPoint(address, 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = Client.BaseAddress,
        };

    /// <summary>Stops the server as Ctrl+C does.</summary>
    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Client.GetAsync("/graphql?query={countries{nodes{code}}}");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private double Read(Func<Process, long> bytes)
    {
        _process.Refresh();
        return bytes(_process) / 1e6;
    }

    [GeneratedRegex(@"^  Admin key (.+?)   \(")]
    private static partial Regex KeyFile();
}
