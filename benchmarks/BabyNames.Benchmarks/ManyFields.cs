using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Sends three requests of 50 slow fields repeatedly, and measures small requests of another client.</summary>
internal static class ManyFields
{
    private const int Fields = 50;
    private const int Requests = 3;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(string folder)
    {
        Begin();
        // The default limits refuse such requests.
        await using var server = await ServerProcess.StartAsync(
            folder,
            "--GraphQL:ResponseCacheBytes",
            "0",
            "--GraphQL:MaxFieldCost",
            "1000000000",
            "--GraphQL:MaxTypeCost",
            "1000000"
        );
        await Uploads.LoadAsync(server, Archive.Path);
        await Uploads.RefreshedAsync(server);
        // The first request compiles the query.
        await ViewAsync(server, TimeSpan.FromSeconds(3));
        foreach (
            var field in new[]
            {
                """risingNames(country: "US", yearFrom: 1990, yearTo: 2020, first: 10) { name change }""",
                """nameStatisticsGroups(groupBy: [YEAR], where: { name: { contains: "a" } }) { sum }""",
            }
        )
            await AttackAsync(server, field);
    }

    private static async Task AttackAsync(ServerProcess server, string field)
    {
        var usual = await ViewAsync(server, Duration / 2);
        using var end = new CancellationTokenSource();
        var statuses = new ConcurrentDictionary<int, int>();
        var query = $"{{ {string.Concat(Enumerable.Range(0, Fields).Select(i => $"f{i}: {field} "))}}}";
        var attack = Enumerable.Range(0, Requests).Select(_ => AskAsync(server, query, statuses, end.Token)).ToList();
        var meanwhile = await ViewAsync(server, Duration);
        await end.CancelAsync();
        await Task.WhenAll(attack);
        var (before, during) = (Questions.Median(usual), Questions.Median(meanwhile));
        var answers = string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}"));
        Row(
            $"a viewer with a key while {Requests} requests of {Fields} fields run, `{field}`",
            $"median {during.TotalMilliseconds:F1} ms, longest {meanwhile.Max().TotalMilliseconds:F0} ms",
            $"{during / before:F1} of {before.TotalMilliseconds:F1} ms without; requests were answered {answers}"
        );
    }

    private static async Task AskAsync(ServerProcess server, string query, ConcurrentDictionary<int, int> statuses, CancellationToken end)
    {
        using var client = server.ClientFrom(IPAddress.Parse("127.1.0.1"));
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.PostAsJsonAsync("/graphql", new { query }, end);
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<List<TimeSpan>> ViewAsync(ServerProcess server, TimeSpan duration)
    {
        using var end = new CancellationTokenSource(duration);
        var (_, refused, times) = await Overload.ViewAsync(server, end.Token);
        return refused == 0 ? times : throw new InvalidOperationException($"{refused} requests with a key were refused.");
    }
}
