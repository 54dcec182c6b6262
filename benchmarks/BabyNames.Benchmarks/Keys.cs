using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>Measures the time that verifying a key takes, and the effect of thousands of wrong keys on other clients.</summary>
internal static class Keys
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A query with a cached response, so that mainly the key is measured.</summary>
    private const string Path = "/odata/Countries?$top=1";

    private const int IdLength = 12;
    private const int WrongPerSecond = 1_000;
    private const int Askers = 4;
    private const int NewKeys = 5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        await AskAsync(server, withKey: true);
        var (without, with) = (new List<TimeSpan>(), new List<TimeSpan>());
        // Measures both in turn, so that other load on the machine affects both.
        for (var i = 0; i < 5; i++)
        {
            without.Add(Questions.Median(await AskAsync(server, withKey: false)));
            with.Add(Questions.Median(await AskAsync(server, withKey: true)));
        }
        var added = Questions.Median(with) - Questions.Median(without);
        Row(
            "a request with a known key, one connection",
            $"{Questions.Median(with).TotalMilliseconds:F3} ms",
            $"{added.TotalMilliseconds:F3} ms more than without a key"
        );
        foreach (var addresses in new[] { 1, 250 })
        {
            await AttackAsync(
                server,
                addresses,
                "each with an unknown id",
                _ => WrongKey(RandomNumberGenerator.GetString(Digits, IdLength))
            );
            await AttackAsync(
                server,
                addresses,
                "with the ids of all right keys",
                right => WrongKey(IdOf(right[RandomNumberGenerator.GetInt32(right.Count)]))
            );
        }
    }

    /// <summary>Sends requests one after another for about a second.</summary>
    private static async Task<List<TimeSpan>> AskAsync(ServerProcess server, bool withKey)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 2_000; i++)
            times.Add(await AskOnceAsync(server, withKey ? server.AdminKey : null));
        return times;
    }

    private static async Task<TimeSpan> AskOnceAsync(ServerProcess server, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        var began = Stopwatch.GetTimestamp();
        using var answer = await server.Client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(began);
        return answer.IsSuccessStatusCode
            ? time
            : throw new InvalidOperationException($"A right key was answered with {(int)answer.StatusCode}.");
    }

    /// <param name="wrongKey">Returns a different wrong key at each call, from the right keys.</param>
    private static async Task AttackAsync(ServerProcess server, int addresses, string what, Func<IReadOnlyList<string>, string> wrongKey)
    {
        var newKeys = await NewKeysAsync(server);
        var quiet = await LoadAsync(server);
        using var end = new CancellationTokenSource();
        var statuses = new ConcurrentDictionary<int, int>();
        var attack = WrongAsync(server, addresses, statuses, () => wrongKey([server.AdminKey!, .. newKeys]), end.Token);
        var signingIn = SignInAsync(server, newKeys);
        var attacked = await LoadAsync(server);
        var signedIn = await signingIn;
        await end.CancelAsync();
        await attack;
        Row(
            $"right keys while {statuses.Values.Sum() / Duration.TotalSeconds:N0} wrong keys a second come from {addresses} IPs, {what}",
            $"99th percentile {attacked.TotalMilliseconds:F2} ms",
            $"{attacked / quiet:F2} of {quiet.TotalMilliseconds:F2} ms before; right keys that are new to the process take "
                + $"within {signedIn.Max().TotalSeconds:F2} s; wrong keys were answered "
                + string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value:N0}"))
        );
    }

    private static async Task<IReadOnlyList<string>> NewKeysAsync(ServerProcess server)
    {
        var keys = new List<string>();
        for (var i = 0; i < NewKeys; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = JsonContent.Create(
                    new { query = "mutation { createApiKey(input: { name: \"benchmark\", role: VIEWER }) { apiKey { key } } }" }
                ),
            };
            request.Headers.Add("X-Api-Key", server.AdminKey!);
            using var answer = await server.Client.SendAsync(request);
            keys.Add(
                (await answer.Content.ReadFromJsonAsync<JsonElement>())
                    .GetProperty("data")
                    .GetProperty("createApiKey")
                    .GetProperty("apiKey")
                    .GetProperty("key")
                    .GetString()!
            );
        }
        return keys;
    }

    /// <summary>Sends each key once, at regular intervals during the load.</summary>
    private static async Task<List<TimeSpan>> SignInAsync(ServerProcess server, IReadOnlyList<string> keys)
    {
        var times = new List<TimeSpan>();
        foreach (var key in keys)
        {
            await Task.Delay(Duration / (keys.Count + 1));
            times.Add(await AskOnceAsync(server, key));
        }
        return times;
    }

    /// <returns>The 99th percentile of the response times.</returns>
    private static async Task<TimeSpan> LoadAsync(ServerProcess server)
    {
        var began = Stopwatch.StartNew();
        var times = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Askers)
                .Select(async _ =>
                {
                    while (began.Elapsed < Duration)
                    {
                        times.Add(await AskOnceAsync(server, server.AdminKey));
                        // Limits the load of the clients themselves.
                        await Task.Delay(2);
                    }
                })
        );
        return times.Order().ElementAt(times.Count * 99 / 100);
    }

    private static async Task WrongAsync(
        ServerProcess server,
        int addresses,
        ConcurrentDictionary<int, int> statuses,
        Func<string> wrongKey,
        CancellationToken end
    )
    {
        var clients = Enumerable.Range(1, addresses).Select(i => server.ClientFrom(IPAddress.Parse($"127.1.0.{i}"))).ToList();
        var asked = new List<Task>();
        var began = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            for (
                ;
                asked.Count < began.Elapsed.TotalSeconds * WrongPerSecond;
                asked.Add(AskWronglyAsync(clients[asked.Count % addresses], wrongKey(), statuses))
            ) { }
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(asked);
        clients.ForEach(client => client.Dispose());
    }

    private static async Task AskWronglyAsync(HttpClient client, string key, ConcurrentDictionary<int, int> statuses)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("X-Api-Key", key);
        using var answer = await client.SendAsync(request);
        statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
    }

    private static string IdOf(string key) => key.Split('_')[1];

    /// <summary>Returns a wrong key with a valid checksum, which the server has to look up.</summary>
    private static string WrongKey(string id)
    {
        var key = $"bn_{id}_{RandomNumberGenerator.GetString(Digits, 43)}";
        var (rest, checksum) = (Crc32.HashToUInt32(Encoding.ASCII.GetBytes(key)), "");
        for (var i = 0; i < 6; i++, rest /= (uint)Digits.Length)
            checksum = string.Create(CultureInfo.InvariantCulture, $"{Digits[(int)(rest % (uint)Digits.Length)]}{checksum}");
        return key + checksum;
    }
}
