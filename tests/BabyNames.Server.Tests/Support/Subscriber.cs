using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace BabyNames.Server.Tests.Support;

/// <summary>A front end's client in a process of its own: graphql-sse or graphql-ws of npm, which test.sh installs.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "tests", "subscribers");

    private readonly Process _process;
    private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();

    /// <param name="protocol"><c>sse</c> or <c>ws</c>.</param>
    public Subscriber(string protocol, Uri server, string query, object? variables = null, string? key = null)
    {
        NodePackages.Require(Folder);
        _process = Process.Start(
            new ProcessStartInfo(
                "node",
                [
                    Path.Combine(Folder, "subscribe.mjs"),
                    protocol,
                    new Uri(server, "/graphql").AbsoluteUri,
                    key ?? "",
                    query,
                    JsonSerializer.Serialize(variables ?? new { }),
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        _process.OutputDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>The next answer, or <c>complete</c> or <c>failed</c> at the end.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var line = await Eventually.EndAsync(_lines.Reader.ReadAsync().AsTask(), "the subscriber's next answer");
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("The subscriber's process ended.")).RootElement;
    }

    /// <summary>A field of the next answer's data.</summary>
    public async Task<JsonElement> NextAsync(string field)
    {
        var answer = await NextAsync();
        return answer.TryGetProperty("data", out var data)
            ? data.GetProperty(field)
            : throw new InvalidOperationException($"Expected {field}, got {answer}");
    }

    /// <summary>The first answer from now on with this in the field; those before it are passed over.</summary>
    public async Task<JsonElement> UntilAsync(string field, Func<JsonElement, bool> isIt)
    {
        while (true)
        {
            if (await NextAsync(field) is var value && isIt(value))
                return value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
