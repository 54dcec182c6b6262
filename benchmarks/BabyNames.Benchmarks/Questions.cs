using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace BabyNames.Benchmarks;

/// <summary>What is asked of the server, over HTTP as any client would.</summary>
internal static class Questions
{
    private const string Upload = "mutation($file: Upload!) { uploadDataset(input: { file: $file, country: \"US\" }) { dataset { id } errors { ... on Error { message } } } }";

    /// <summary>Uploads the archive and waits until the statistics show it.</summary>
    public static async Task<TimeSpan> UploadAsync(HttpClient client, string key)
    {
        var began = Stopwatch.StartNew();
        await using var archive = File.OpenRead(Repository.Archive);
        using var body = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { query = Upload, variables = new { file = (string?)null } })), "operations" },
            { new StringContent("""{"0":["variables.file"]}"""), "map" },
            { new StreamContent(archive), "0", "names.zip" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var answer = await client.SendAsync(request);
        var data = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("uploadDataset");
        if (data.GetProperty("errors").ValueKind != JsonValueKind.Null)
            throw new InvalidOperationException(data.ToString());
        while ((await client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("dataVersion").GetInt64() == 0)
            await Task.Delay(50);
        return began.Elapsed;
    }

    /// <summary>Median time of a page of 50 at the front and after <paramref name="pages"/> pages, asked in turn.</summary>
    public static async Task<(TimeSpan First, TimeSpan Deep)> PagesAsync(HttpClient client, int pages)
    {
        const int pageSize = 50, jump = 1_000, repeats = 101;
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

    /// <summary>Reads a feed to its end by its links.</summary>
    /// <returns>Rows, the time of each page, and the server's memory after each.</returns>
    public static async Task<(long Rows, List<TimeSpan> Pages, List<double> Memory)> FeedAsync(ServerProcess server, string path)
    {
        var (rows, pages, memory) = (0L, new List<TimeSpan>(), new List<double>());
        for (string? next = path; next is not null;)
        {
            var began = Stopwatch.StartNew();
            // As bytes: this program's own parsing is not the server's time.
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
        using var answer = await client.PostAsJsonAsync("/graphql", new
        {
            query = "query($first: Int, $after: String) { nameStatistics(first: $first, after: $after) { nodes { countryCode year gender name count rank } pageInfo { endCursor } } }",
            variables = new { first, after },
        });
        var page = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("nameStatistics");
        return (began.Elapsed, page.GetProperty("pageInfo").GetProperty("endCursor").GetString());
    }
}
