using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Benchmarks;

/// <summary>Queries to the server over HTTP, as a client sends them.</summary>
internal static class Questions
{
    /// <summary>Returns the median times of the first page of 50 and of the page after
    /// <paramref name="pages"/> pages, requested in turn.</summary>
    public static async Task<(TimeSpan First, TimeSpan Deep)> PagesAsync(HttpClient client, int pages)
    {
        const int pageSize = 50,
            jump = 1_000,
            repeats = 101;
        string? cursor = null;
        for (var passed = 0; passed < pages * pageSize; passed += jump)
            cursor = (await PageAsync(client, jump, cursor)).Cursor;
        var first = new List<TimeSpan>();
        var deep = new List<TimeSpan>();
        for (var i = 0; i < repeats; i++)
        {
            first.Add((await PageAsync(client, pageSize, null)).Time);
            deep.Add((await PageAsync(client, pageSize, cursor)).Time);
        }
        return (Median(first), Median(deep));
    }

    /// <summary>Reads an entity set to its end by its next links.</summary>
    /// <returns>Rows, the time of each page, and the server's memory after each.</returns>
    public static async Task<(long Rows, List<TimeSpan> Pages, List<double> Memory)> AllPagesAsync(ServerProcess server, string path)
    {
        var (rows, pages, memory) = (0L, new List<TimeSpan>(), new List<double>());
        for (string? next = path; next is not null; )
        {
            var began = Stopwatch.StartNew();
            // The response is read as bytes, so that parsing is not measured.
            using var page = JsonDocument.Parse(await server.Client.GetByteArrayAsync(next));
            pages.Add(began.Elapsed);
            memory.Add(server.ResidentMegabytes);
            rows += page.RootElement.GetProperty("value").GetArrayLength();
            next = page.RootElement.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }
        return (rows, pages, memory);
    }

    public static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static async Task<(TimeSpan Time, string? Cursor)> PageAsync(HttpClient client, int first, string? after)
    {
        var began = Stopwatch.StartNew();
        using var answer = await client.PostAsJsonAsync(
            "/graphql",
            new
            {
                query = "query($first: Int, $after: String) { nameStatistics(first: $first, after: $after) { "
                    + "nodes { countryCode year gender name count rank } pageInfo { endCursor } } }",
                variables = new { first, after },
            }
        );
        var page = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("nameStatistics");
        return (began.Elapsed, page.GetProperty("pageInfo").GetProperty("endCursor").GetString());
    }
}
