using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures GraphQL requests a second, compared with PostGraphile on the same rows, and the time of pages.</summary>
internal static class GraphQLRequests
{
    private const int PageSize = 1_000;
    private static readonly string[] Names =
    [
        "Mary",
        "John",
        "Emma",
        "Liam",
        "Olivia",
        "Noah",
        "Jessie",
        "Riley",
        "Jordan",
        "Zoe",
        "Ashley",
        "Leslie",
    ];

    public static async Task RunAsync(string folder)
    {
        Begin();
        var wrk = new Wrk(folder, Names);
        Load peer;
        await using (var server = await ServerProcess.StartAsync(folder, "--GraphQL:ResponseCacheBytes", "0"))
        {
            await Uploads.LoadAsync(server, Archive.Path);
            await Uploads.RefreshedAsync(server);
            await server.PsqlAsync("babynames", "VACUUM ANALYZE");
            await using (await PostGraphile.StartAsync(server))
            {
                peer = await CompareAsync(
                    "a document for each year and sex",
                    server,
                    wrk,
                    Documents.PeerLiteralTop,
                    Documents.LiteralTop,
                    null
                );
                await CompareAsync("one document with variables", server, wrk, Documents.PeerTop, Documents.Top, Documents.TopVariables);
            }
            await AskAsync(server, wrk);
            await PageAsync(server, "first", "after", "endCursor", "hasNextPage");
            await PageAsync(server, "last", "before", "startCursor", "hasPreviousPage");
        }
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            var kept = await wrk.RunAsync(server.GraphQL, Documents.LiteralTop);
            Row(
                "the same, a document for each year and sex, cached responses",
                $"{kept.Rate:N0} requests/s",
                $"{kept.Rate / peer.Rate:F0} times the rate of PostGraphile; {Times(kept)}"
            );
        }
    }

    /// <summary>Measures both in turn, so that other load on the machine affects both. Prints the median run of each.</summary>
    /// <returns>The median run of PostGraphile.</returns>
    private static async Task<Load> CompareAsync(
        string how,
        ServerProcess server,
        Wrk wrk,
        string peerDocument,
        string document,
        object? variables
    )
    {
        const int rounds = 3;
        var (peers, ours) = (new List<Load>(), new List<Load>());
        for (var i = 0; i < rounds; i++)
        {
            peers.Add(await wrk.RunAsync(PostGraphile.Address, peerDocument, variables));
            ours.Add(await wrk.RunAsync(server.GraphQL, document, variables));
        }
        var (peer, top) = (peers.OrderBy(load => load.Rate).ElementAt(rounds / 2), ours.OrderBy(load => load.Rate).ElementAt(rounds / 2));
        Row(
            $"PostGraphile 5: the 100 most popular names of a random year and sex, 16 connections; {how}",
            $"{peer.Rate:N0} requests/s",
            Times(peer)
        );
        Row(
            $"`popularNames`, the same 100 names, no cached responses; {how}",
            $"{top.Rate:N0} requests/s",
            $"{top.Rate / peer.Rate:F1} times the rate of PostGraphile; {Times(top)}, {top.Percentile99 / peer.Median:F2} of its median"
        );
        return peer;
    }

    private static async Task AskAsync(ServerProcess server, Wrk wrk)
    {
        var schema = await server.Client.GetStringAsync("/graphql?sdl");
        foreach (var (field, document) in Documents.Busy.Where(one => schema.Contains($"  {one.Field}(", StringComparison.Ordinal)))
        {
            var load = await wrk.RunAsync(server.GraphQL, document);
            Row($"`{field}`, 16 connections, no cached responses", $"{load.Rate:N0} requests/s", Times(load));
        }
        foreach (var (field, document) in Documents.Quiet.Where(one => schema.Contains($"  {one.Field}(", StringComparison.Ordinal)))
        {
            var load = await wrk.RunAsync(server.GraphQL, document, connections: 1, seconds: 2);
            Row($"`{document}`, 1 connection, no cached responses", $"{load.Median.TotalMilliseconds:F1} ms", Times(load));
        }
    }

    /// <summary>Reads all rows, page by page.</summary>
    private static async Task PageAsync(ServerProcess server, string size, string cursorName, string nextName, string moreName)
    {
        const int early = 100;
        var query =
            $$"""query($cursor: String) { nameStatistics({{size}}: {{PageSize}}, {{cursorName}}: $cursor) { """
            + $$"""nodes { countryCode year gender name count } pageInfo { {{nextName}} {{moreName}} } } }""";
        var (rows, times, cursor) = (0, new List<TimeSpan>(), (string?)null);
        for (var more = true; more; )
        {
            var began = Stopwatch.StartNew();
            using var answer = await server.Client.PostAsJsonAsync("/graphql", new { query, variables = new { cursor } });
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            times.Add(began.Elapsed);
            using var json = JsonDocument.Parse(bytes);
            var page = json.RootElement.GetProperty("data").GetProperty("nameStatistics");
            rows += page.GetProperty("nodes").GetArrayLength();
            cursor = page.GetProperty("pageInfo").GetProperty(nextName).GetString();
            more = page.GetProperty("pageInfo").GetProperty(moreName).GetBoolean();
        }
        // The first pages warm up.
        var (first, last) = (Questions.Median(times.Skip(early).Take(early)), Questions.Median(times.SkipLast(1).TakeLast(early)));
        Row(
            $"`nameStatistics({size}: {PageSize:N0})` to its last page: {rows:N0} rows",
            $"{last.TotalMilliseconds:F1} ms a page",
            $"{last / first:F2} of pages {early + 1} to {2 * early} ({first.TotalMilliseconds:F1} ms)"
        );
    }

    private static string Times(Load load) =>
        $"median {load.Median.TotalMilliseconds:F1} ms, 99th percentile {load.Percentile99.TotalMilliseconds:F1} ms";
}
