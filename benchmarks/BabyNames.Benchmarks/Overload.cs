using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Runs 500 clients that send the most expensive query, and measures small requests of another client.</summary>
internal static class Overload
{
    private const int Connections = 500;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The query within the limits that takes the database longest.</summary>
    private static readonly string[] Heavy =
    [
        "{ nameStatisticsGroups(groupBy: [YEAR, GENDER]) { year gender sum rows } }",
        """{ nameStatistics(first: 1000, where: { name: { contains: "an" } }, order: [{ share: DESC }]) { totalCount """
            + """nodes { name year count share rank } } }""",
        """{ popularNames(country: "US", yearFrom: 1881, yearTo: 2022, first: 1000) { nodes { name count rank } } }""",
        """{ nameSearch(query: "katherine", mode: SIMILAR) { name count } }""",
    ];

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(
            folder,
            "--GraphQL:ResponseCacheBytes",
            "0",
            "--Limits:TokenLimit",
            "5000000",
            "--Limits:TokensPerSecond",
            "20000"
        );
        await Uploads.LoadAsync(server, Archive.Path);
        await Uploads.RefreshedAsync(server);
        await AttackAsync(server, "one address", addresses: 1);
        await AttackAsync(server, "250 addresses", addresses: 250);
        using var ready = await server.Client.GetAsync("/health/ready");
        Row("readiness afterwards", $"{(int)ready.StatusCode}", "");
    }

    private static async Task AttackAsync(ServerProcess server, string where, int addresses)
    {
        var crowd = Enumerable.Range(1, addresses).Select(i => server.ClientFrom(IPAddress.Parse($"127.1.0.{i}"))).ToList();
        using var end = new CancellationTokenSource(Duration);
        var statuses = new ConcurrentDictionary<int, int>();
        var viewer = ViewAsync(server, end.Token);
        await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(i => AskAsync(crowd[i % addresses], Heavy[i % Heavy.Length], statuses, end.Token))
        );
        var (answered, refused, times) = await viewer;
        crowd.ForEach(client => client.Dispose());
        Row(
            $"{Connections} connections from {where} send the most expensive query for {Duration.TotalSeconds} s",
            string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value:N0}")),
            $"server at most {server.PeakMegabytes:F0} MB"
        );
        Row(
            "a viewer with a key meanwhile, four requests a second",
            $"{answered} answered, {refused} refused",
            $"median {Questions.Median(times).TotalMilliseconds:F0} ms, longest {times.Max().TotalMilliseconds:F0} ms"
        );
    }

    private static async Task AskAsync(HttpClient client, string query, ConcurrentDictionary<int, int> statuses, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.PostAsJsonAsync("/graphql", new { query }, end);
                await answer.Content.ReadAsByteArrayAsync(end);
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Sends four small requests a second with a key.</summary>
    public static async Task<(int Answered, int Refused, List<TimeSpan> Times)> ViewAsync(ServerProcess server, CancellationToken end)
    {
        var (answered, refused, times) = (0, 0, new List<TimeSpan>());
        while (!end.IsCancellationRequested)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                "/odata/NameStatistics?$filter=CountryCode eq 'US' and Year eq 1990 and Gender eq 'F'&$orderby=Births "
                    + "desc&$top=10&$select=Name,Births"
            );
            request.Headers.Add("X-Api-Key", server.AdminKey);
            var began = Stopwatch.StartNew();
            using var answer = await server.Client.SendAsync(request, CancellationToken.None);
            times.Add(began.Elapsed);
            (answered, refused) = answer.StatusCode == HttpStatusCode.OK ? (answered + 1, refused) : (answered, refused + 1);
            await Task.Delay(Pause, CancellationToken.None);
        }
        return (answered, refused, times);
    }
}
