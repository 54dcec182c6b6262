using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Support;

/// <summary>The built executable in a process of its own, as its users run it.</summary>
internal sealed partial class Executable : IAsyncDisposable
{
    /// <summary>A shell starts commands in the background, and what they start, with SIGINT ignored. Tests send it all the same.</summary>
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
            // No terminal, whatever the tests have.
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

    /// <summary>Of the running server. Reading needs no key.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Printed by the first start in a folder; null later.</summary>
    public string? AdminKey => Key().Match(Output) is { Success: true } match ? match.Value : null;

    public string Output => string.Join('\n', _output);

    public int Id => _process.Id;

    /// <summary>Starts a command without waiting for anything of it.</summary>
    /// <param name="environment">Variables by name, beside those of the tests.</param>
    public static Executable Start(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        new(folder, arguments, [], environment);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        await using var program = new Executable(folder, arguments, []);
        var exitCode = await program.ExitAsync();
        return (exitCode, program.Output);
    }

    /// <summary>Starts a server with its private PostgreSQL below the folder, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; carries what it printed.</exception>
    public static Task<Executable> ServeAsync(string folder, params string[] settings) => ServeAsync([], folder, settings);

    /// <param name="wrapper">A command that becomes the program, for example <c>nice</c>.</param>
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

    /// <summary>SIGKILL: nothing of the program runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync(Id, "TERM");
        return await ExitAsync();
    }

    /// <param name="process">Negative for a group of processes.</param>
    /// <param name="signal">Such as <c>STOP</c>.</param>
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

    /// <summary>Waits until it has printed this.</summary>
    public Task PrintsAsync(string text) =>
        Eventually.SeeAsync(
            () => Task.FromResult(Output),
            output => output.Contains(text, StringComparison.Ordinal),
            $"the program to print {text}"
        );

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
            _address.TrySetResult(new(match.Groups[1].Value));
    }

    [GeneratedRegex(@"^\s*Health\s+(http://[^/]+)/health")]
    private static partial Regex Address();

    [GeneratedRegex("bn_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}")]
    private static partial Regex Key();
}
