using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Support;

/// <summary>Runs the built executable in a separate process, as users run it.</summary>
internal sealed partial class Executable : IAsyncDisposable
{
    /// <summary>A command that resets SIGINT to its default action. A shell starts background commands with SIGINT ignored, their child
    /// processes inherit this, and tests send SIGINT to the executable.</summary>
    private static readonly string[] AnswersInterrupts = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private Executable(string folder, string[] arguments, string[] wrapper, Dictionary<string, string>? environment = null)
    {
        string[] command = [.. AnswersInterrupts, .. wrapper, Path.Combine(AppContext.BaseDirectory, "babynames"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            // Redirected input ensures that the process has no terminal, even if the tests run in one.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__BabyNames");
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>An HTTP client of the running server. The server lets anonymous clients read.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>The admin key in the file that the first start in a folder names; null after later starts.</summary>
    public string? AdminKey => KeyFile().Match(Output) is { Success: true } match ? File.ReadAllText(match.Groups[1].Value).Trim() : null;

    public string Output => string.Join('\n', _output);

    public int Id => _process.Id;

    /// <summary>Starts a command and does not wait for its output or its end.</summary>
    /// <param name="environment">Environment variables by name. They are added to the variables of the test process.</param>
    public static Executable Start(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        new(folder, arguments, [], environment);

    /// <summary>Runs a command and waits until it exits.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        await using var program = new Executable(folder, arguments, []);
        var exitCode = await program.ExitAsync();
        return (exitCode, program.Output);
    }

    /// <summary>Starts a server with a private PostgreSQL below the folder, and waits until the server prints its address.</summary>
    /// <exception cref="InvalidOperationException">The server exited during the start. The message is the output of the server.</exception>
    public static Task<Executable> ServeAsync(string folder, params string[] settings) => ServeAsync([], folder, settings);

    /// <param name="wrapper">A command that executes the server in its own process, for example <c>nice</c>.</param>
    /// <inheritdoc cref="ServeAsync(string, string[])"/>
    public static async Task<Executable> ServeAsync(string[] wrapper, string folder, string[] settings)
    {
        var program = new Executable(
            folder,
            ["serve", "--urls", "http://127.0.0.1:0", "--Access:AnonymousReading", "true", .. settings],
            wrapper
        );
        var exited = program._process.WaitForExitAsync();
        if (await Eventually.EndAsync(Task.WhenAny(program._address.Task, exited), "a server to start") == exited)
        {
            await program.ExitAsync();
            throw new InvalidOperationException(program.Output);
        }
        program.Client.BaseAddress = await program._address.Task;
        return program;
    }

    /// <summary>Sends SIGKILL, which the process cannot handle, and waits until the process has exited.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Sends SIGTERM, as a service manager does, and waits until the process has exited.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync(Id, "TERM");
        return await ExitAsync();
    }

    /// <param name="process">The id of a process, or the negative id of a process group.</param>
    /// <param name="signal">The name of the signal without SIG, for example <c>STOP</c>.</param>
    public static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
        Client.Dispose();
    }

    /// <summary>Waits until the output of the process contains a text.</summary>
    public Task PrintsAsync(string text) =>
        Eventually.SeeAsync(
            () => Task.FromResult(Output),
            output => output.Contains(text, StringComparison.Ordinal),
            $"the program to print {text}"
        );

    /// <summary>Waits until the process has exited.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitAsync() => Eventually.EndAsync(WaitAsync(), "the program to end");

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (Address().Match(line) is { Success: true } match)
            _address.TrySetResult(new(match.Groups["url"].Value));
    }

    /// <summary>The address in the text or in the JSON of a started server.</summary>
    [GeneratedRegex(@"^\s*Health\s+(?<url>http://[^/]+)/health|The server listens on (?<url>http://[0-9.:]+)\.")]
    private static partial Regex Address();

    [GeneratedRegex(@"^  Admin key (.+?)   \(", RegexOptions.Multiline)]
    private static partial Regex KeyFile();
}
