using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures requests during a refresh, at half of the maximum rate.</summary>
internal static class Refreshing
{
    private const int Connections = 64;
    private const int Seconds = 30;
    private const int Year = 2023;

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder, "--GraphQL:ResponseCacheBytes", "0");
        await Uploads.LoadAsync(server, Archive.Path);
        await Uploads.RefreshedAsync(server);
        await server.PsqlAsync("babynames", "VACUUM ANALYZE");
        var wrk = new Wrk(folder, ["Mary"]);
        var full = await wrk.RunAsync(server.GraphQL, Documents.Top, Documents.TopVariables);
        var quiet = await ReadAsync(server, wrk, full);
        Row(
            "the 100 most popular names of a random year and sex, no cached responses",
            $"{quiet.Rate:N0} requests/s, 99th percentile {quiet.Percentile99.TotalMilliseconds:F1} ms",
            $"{quiet.Rate / full.Rate:F2} of the maximum rate ({full.Rate:N0} requests/s)"
        );
        using var end = new CancellationTokenSource();
        var loads = LoadAsync(server, folder, end.Token);
        var busy = await ReadAsync(server, wrk, full);
        await end.CancelAsync();
        Row(
            $"the same while yob{Year}.txt is loaded into the statistics {await loads} times",
            $"{busy.Rate:N0} requests/s, 99th percentile {busy.Percentile99.TotalMilliseconds:F1} ms",
            $"{busy.Percentile99 / quiet.Percentile99:F2} of the time without loading"
        );
    }

    private static Task<Load> ReadAsync(ServerProcess server, Wrk wrk, Load full) =>
        wrk.PacedAsync(
            server.GraphQL,
            Documents.Top,
            Documents.TopVariables,
            Connections,
            Seconds,
            TimeSpan.FromSeconds(2 * Connections / full.Rate)
        );

    /// <returns>Number of loads.</returns>
    private static async Task<int> LoadAsync(ServerProcess server, string folder, CancellationToken end)
    {
        var loads = 0;
        for (; !end.IsCancellationRequested; loads++)
        {
            await Uploads.LoadAsync(server, await Archive.CorrectedYearAsync(Year, loads + 1, folder));
            await Uploads.RefreshedAsync(server);
        }
        return loads;
    }
}
