using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace BabyNames.Server.Tests.Differential;

/// <summary>Checks that random conditions, orders, pages and groups return the same results by GraphQL, OData and SQL.</summary>
public class DifferentialTests(DifferentialFixture server, ITestOutputHelper output) : IClassFixture<DifferentialFixture>
{
    /// <summary>The number of random queries, set by BABYNAMES_TEST_CASES; 200 by default.</summary>
    private static readonly int Count = Read("BABYNAMES_TEST_CASES") ?? 200;

    /// <summary>The seed of the first query. BABYNAMES_TEST_SEED repeats the query of a failure first; by default the seed is
    /// random.</summary>
    private static readonly int Seed = Read("BABYNAMES_TEST_SEED") ?? Environment.TickCount & 0x3FFF_FFFF;

    private static readonly string[] Routes =
    [
        "/$count",
        "aggregate",
        "$filter",
        "$compute",
        "$apply",
        "$skip and $top",
        "groupby",
        "GraphQL",
        "GraphQL backwards",
        "GraphQL groups",
    ];

    private readonly ConcurrentDictionary<string, int> _requests = new();
    private readonly ConcurrentQueue<string> _differences = new();

    [Fact]
    public async Task Every_form_of_a_random_query_returns_the_rows_of_SQL()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(Seed, Count),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (seed, _) => await AskAsync(seed)
        );
        foreach (var (route, count) in _requests)
            output.WriteLine($"{route}: {count}");
        foreach (var difference in _differences)
            output.WriteLine(difference);
        Assert.True(_differences.IsEmpty, $"{_differences.Count} differences. {string.Join("\n\n", _differences.Take(5))}");
        if (Count >= 200)
            Assert.All(
                Routes,
                route =>
                    Assert.True(
                        _requests.GetValueOrDefault(route) > Count / 100,
                        $"{route} was used {_requests.GetValueOrDefault(route)} times."
                    )
            );
    }

    private async Task AskAsync(int seed)
    {
        var random = new Random(seed);
        // A third of the queries read the statistics, which have the most routes. Another third read the datasets, which have the most
        // nulls.
        var name = random.Next(3) switch
        {
            0 => "NameStatistics",
            1 => "Datasets",
            _ => server.Sets[random.Next(server.Sets.Count)].Name,
        };
        var set = server.Sets.Single(set => set.Name == name);
        try
        {
            await new Question(
                server,
                set,
                random,
                (route, request, expected, found) => Compare(seed, route, request, expected, found)
            ).AskAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _differences.Enqueue($"Seed {seed}, {set.Name}: {exception}");
        }
    }

    private void Compare(int seed, string route, string request, string expected, string found)
    {
        _requests.AddOrUpdate(route, 1, (_, count) => count + 1);
        if (expected != found)
            _differences.Enqueue($"Seed {seed}, {route}: {request}\nexpected {Short(expected)}\nfound {Short(found)}");
    }

    private static string Short(string text) => text.Length > 600 ? text[..600] + "…" : text;

    private static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
