using System.Diagnostics;
using System.Net;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures reading an entity set to its end, and OData requests a second, compared with SAP CAP on the same rows.</summary>
internal static class ODataRequests
{
    private const int Edge = 20;
    private static readonly string Top = Escape(
        "/odata/NameStatistics?$filter=CountryCode eq 'US' and Year eq @YEAR and Gender eq '@SEX'&$orderby=Births "
            + "desc,Name&$top=100&$select=Name,Year,Gender,Births,DatasetCount"
    );
    private static readonly string PeerTop = Escape(
        "/odata/NameStatistics?$filter=country_code eq 'US' and year eq @YEAR and gender eq '@SEX'&$orderby=total_count "
            + "desc,name&$top=100&$select=name,year,gender,total_count,dataset_count"
    );

    public static async Task RunAsync(string folder)
    {
        Begin();
        var wrk = new Wrk(folder, []);
        Load peer;
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            await Uploads.LoadAsync(server, Archive.Path);
            await Uploads.RefreshedAsync(server);
            await server.PsqlAsync("babynames", "VACUUM ANALYZE");
        }
        await using (var server = await ServerProcess.StartAsync(folder, "--GraphQL:ResponseCacheBytes", "0"))
        {
            await CrawlAsync(server);
            (peer, var top) = await CompareAsync(server, wrk);
            Row(
                "SAP CAP 10: the 100 most popular names of a random year and sex, 16 connections",
                $"{peer.Rate:N0} requests/s",
                Times(peer)
            );
            Row(
                "the same of BabyNames, no cached responses",
                $"{top.Rate:N0} requests/s",
                $"{top.Rate / peer.Rate:F1} times the rate of SAP CAP; {Times(top)}"
            );
            await AskAsync(
                server,
                "/odata/NameStatistics?$apply=filter(CountryCode eq 'US')/groupby((Year),aggregate(Births with sum as Total))"
            );
            await AskAsync(server, "/odata/NameStatistics?$search=mary&$filter=CountryCode eq 'US'");
            await AskAsync(server, "/odata/NameStatistics?$search=zoe OR emma NOT ann&$filter=CountryCode eq 'US'");
        }
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            var kept = await wrk.GetAsync(server.Client.BaseAddress!, Top);
            Row(
                "the same, cached responses",
                $"{kept.Rate:N0} requests/s",
                $"{kept.Rate / peer.Rate:F0} times the rate of SAP CAP; {Times(kept)}"
            );
        }
    }

    private static async Task CrawlAsync(ServerProcess server)
    {
        var (rows, pages, _) = await Questions.AllPagesAsync(server, "/odata/NameStatistics");
        var total = TimeSpan.FromTicks(pages.Sum(page => page.Ticks));
        Row(
            "all of `NameStatistics`, all columns, pages of 10,000",
            $"{rows / total.TotalSeconds:N0} rows/s",
            $"{rows:N0} rows in {pages.Count} pages, {total.TotalSeconds:F1} s; server at most {server.PeakMegabytes:F0} MB"
        );
        // The first pages warm up.
        var early = Questions.Median(pages.Skip(Edge).Take(Edge));
        var late = Questions.Median(pages.SkipLast(1).TakeLast(Edge));
        Row(
            "its last pages",
            $"{late.TotalMilliseconds:F0} ms",
            $"{late / early:F2} of pages {Edge + 1} to {2 * Edge} ({early.TotalMilliseconds:F0} ms)"
        );
    }

    /// <summary>Measures both in turn, so that other load on the machine affects both.</summary>
    /// <returns>The median run of each.</returns>
    private static async Task<(Load Peer, Load Ours)> CompareAsync(ServerProcess server, Wrk wrk)
    {
        const int rounds = 3;
        var (peers, ours) = (new List<Load>(), new List<Load>());
        await using var peer = await Cap.StartAsync(server);
        for (var i = 0; i < rounds; i++)
        {
            peers.Add(await wrk.GetAsync(Cap.Address, PeerTop));
            ours.Add(await wrk.GetAsync(server.Client.BaseAddress!, Top));
        }
        return (peers.OrderBy(load => load.Rate).ElementAt(rounds / 2), ours.OrderBy(load => load.Rate).ElementAt(rounds / 2));
    }

    /// <summary>A query that this server does not support is skipped.</summary>
    private static async Task AskAsync(ServerProcess server, string path)
    {
        const int repeats = 11;
        var times = new List<TimeSpan>();
        for (var i = 0; i < repeats; i++)
        {
            var began = Stopwatch.StartNew();
            using var answer = await server.Client.GetAsync(path);
            if (answer.StatusCode == HttpStatusCode.NotImplemented)
                return;
            answer.EnsureSuccessStatusCode();
            times.Add(began.Elapsed);
        }
        Row(
            $"`{path.Replace("|", "\\|", StringComparison.Ordinal)}`, 1 connection, no cached responses",
            $"{Questions.Median(times).TotalMilliseconds:F0} ms",
            $"median of {repeats}"
        );
    }

    /// <summary>Spaces are the only characters of these paths that a URL cannot contain.</summary>
    private static string Escape(string target) => target.Replace(" ", "%20", StringComparison.Ordinal);

    private static string Times(Load load) =>
        $"median {load.Median.TotalMilliseconds:F1} ms, 99th percentile {load.Percentile99.TotalMilliseconds:F1} ms";
}
