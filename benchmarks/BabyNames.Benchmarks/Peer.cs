using System.Diagnostics;

namespace BabyNames.Benchmarks;

/// <summary>A running server of another product over the same rows.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private Peer(Process process) => _process = process;

    /// <summary>Waits until the server responds.</summary>
    public static async Task<Peer> AnsweringAsync(Process process, Uri address)
    {
        using var client = new HttpClient();
        var began = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(address);
                return new(process);
            }
            catch (HttpRequestException) when (!process.HasExited && began.Elapsed < StartTime)
            {
                await Task.Delay(Pause);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
