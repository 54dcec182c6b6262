using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace BabyNames.Server.Tests.Support;

/// <summary>A subscription client of npm, graphql-sse or graphql-ws, in a separate process. test.sh installs the packages.</summary>
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

    /// <summary>Returns the next response, or <c>complete</c> or <c>failed</c> at the end.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var line = await Eventually.EndAsync(_lines.Reader.ReadAsync().AsTask(), "the subscriber's next response");
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("The subscriber's process ended.")).RootElement;
    }

    /// <summary>Returns a field of the data of the next response.</summary>
    public async Task<JsonElement> NextAsync(string field)
    {
        var response = await NextAsync();
        return response.TryGetProperty("data", out var data)
            ? data.GetProperty(field)
            : throw new InvalidOperationException($"Expected {field}, got {response}");
    }

    /// <summary>Reads responses until the field satisfies the condition, and returns the field. Earlier responses are ignored.</summary>
    public async Task<JsonElement> UntilAsync(string field, Func<JsonElement, bool> condition)
    {
        while (true)
        {
            if (await NextAsync(field) is var value && condition(value))
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
