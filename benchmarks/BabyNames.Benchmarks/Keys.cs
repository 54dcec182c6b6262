using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BabyNames.Sources;
using static BabyNames.Benchmarks.Table;

namespace BabyNames.Benchmarks;

/// <summary>What a key costs a request, and what thousands of wrong ones cost everybody else.</summary>
internal static class Keys
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Of answers that the server keeps, so that little but the key is measured.</summary>
    private const string Path = "/odata/Countries?$top=1";

    private const int WrongPerSecond = 1_000;
    private const int Askers = 4;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(string folder)
    {
        Begin();
        await using var server = await ServerProcess.StartAsync(folder);
        await AskAsync(server, withKey: true);
        var (without, with) = (new List<TimeSpan>(), new List<TimeSpan>());
        // In turn, so that whatever else the machine does meets both.
        for (var i = 0; i < 5; i++)
        {
            without.Add(Questions.Median(await AskAsync(server, withKey: false)));
            with.Add(Questions.Median(await AskAsync(server, withKey: true)));
        }
        var added = Questions.Median(with) - Questions.Median(without);
        Row("a request with a known key, one connection", $"{Questions.Median(with).TotalMilliseconds:F3} ms", $"{added.TotalMilliseconds:F3} ms more than without");
        await AttackAsync(server, "from one address", addresses: 1);
        await AttackAsync(server, "from 250 addresses", addresses: 250);
    }

    /// <summary>One after another for a second or so.</summary>
    private static async Task<List<TimeSpan>> AskAsync(ServerProcess server, bool withKey)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 2_000; i++)
            times.Add(await AskOnceAsync(server, withKey));
        return times;
    }

    private static async Task<TimeSpan> AskOnceAsync(ServerProcess server, bool withKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        if (withKey)
            request.Headers.Add("X-Api-Key", server.AdminKey);
        var began = Stopwatch.GetTimestamp();
        using var answer = await server.Client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(began);
        return answer.IsSuccessStatusCode ? time : throw new InvalidOperationException($"A right key was answered with {(int)answer.StatusCode}.");
    }

    private static async Task AttackAsync(ServerProcess server, string where, int addresses)
    {
        var quiet = await LoadAsync(server);
        using var end = new CancellationTokenSource();
        var statuses = new ConcurrentDictionary<int, int>();
        var attack = WrongAsync(server, addresses, statuses, end.Token);
        var attacked = await LoadAsync(server);
        await end.CancelAsync();
        await attack;
        Row($"right keys while {statuses.Values.Sum() / Duration.TotalSeconds:N0} wrong ones a second come {where}, each another",
            $"99th percentile {attacked.TotalMilliseconds:F2} ms", $"{attacked / quiet:F2} of {quiet.TotalMilliseconds:F2} ms before; wrong ones were answered "
            + string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value:N0}")));
    }

    /// <returns>99th percentile.</returns>
    private static async Task<TimeSpan> LoadAsync(ServerProcess server)
    {
        var began = Stopwatch.StartNew();
        var times = new ConcurrentBag<TimeSpan>();
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(async _ =>
        {
            while (began.Elapsed < Duration)
            {
                times.Add(await AskOnceAsync(server, withKey: true));
                // So that the askers alone do not take all of the machine.
                await Task.Delay(2);
            }
        }));
        return times.Order().ElementAt(times.Count * 99 / 100);
    }

    private static async Task WrongAsync(ServerProcess server, int addresses, ConcurrentDictionary<int, int> statuses, CancellationToken end)
    {
        var clients = Enumerable.Range(1, addresses).Select(i => server.ClientFrom(IPAddress.Parse($"127.1.0.{i}"))).ToList();
        var asked = new List<Task>();
        var began = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            for (; asked.Count < began.Elapsed.TotalSeconds * WrongPerSecond; asked.Add(AskWronglyAsync(clients[asked.Count % addresses], statuses)))
            {
            }
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(asked);
        clients.ForEach(client => client.Dispose());
    }

    private static async Task AskWronglyAsync(HttpClient client, ConcurrentDictionary<int, int> statuses)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("X-Api-Key", WrongKey());
        using var answer = await client.SendAsync(request);
        statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
    }

    /// <summary>With a checksum that is right: no typing error, but a key that the server has to look for.</summary>
    private static string WrongKey()
    {
        var key = $"bn_{RandomNumberGenerator.GetString(Digits, 12)}_{RandomNumberGenerator.GetString(Digits, 43)}";
        var (rest, checksum) = (Crc32.Append(0, Encoding.ASCII.GetBytes(key)), "");
        for (var i = 0; i < 6; i++, rest /= (uint)Digits.Length)
            checksum = string.Create(CultureInfo.InvariantCulture, $"{Digits[(int)(rest % (uint)Digits.Length)]}{checksum}");
        return key + checksum;
    }
}
