using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures deep pages and warm starts over a loaded database.</summary>
internal static class Reading
{
    private const int Depth = 10_000;
    private const int WarmStarts = 5;

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            await Uploads.LoadAsync(server, Archive.Path);
            await Uploads.RefreshedAsync(server);
        }
        var starts = new List<TimeSpan>();
        for (var i = 0; i < WarmStarts; i++)
        {
            await using var server = await ServerProcess.StartAsync(folder);
            starts.Add(server.FirstAnswer);
        }
        Row("first answer of a warm start", $"{Questions.Median(starts).TotalSeconds:F2} s", $"median of {WarmStarts}");
        await using (var server = await ServerProcess.StartAsync(folder))
            await AskAsync(server);
    }

    private static async Task AskAsync(ServerProcess server)
    {
        var (first, deep) = await Questions.PagesAsync(server.Client, Depth);
        Row(
            $"page {Depth:N0} of `nameStatistics(first: 50)`",
            $"{deep.TotalMilliseconds:F2} ms",
            $"{deep / first:F2} of page 1 ({first.TotalMilliseconds:F2} ms)"
        );
    }
}
