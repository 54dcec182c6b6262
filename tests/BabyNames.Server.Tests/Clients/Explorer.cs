using System.Text.Json;

namespace BabyNames.Server.Tests.Clients;

/// <summary>A person who uses the explorer in a real Chromium: tests/browser/explorer.mjs.</summary>
/// <param name="Seen">What the steps saw, without those that look at nothing.</param>
internal sealed record Explorer(IReadOnlyList<JsonElement> Seen, string[] Asked, string[] Faults)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Does steps, each of which must succeed; the page asks nobody but its server and the browser reports no fault.</summary>
    /// <param name="steps">Of what explorer.mjs lists.</param>
    public static async Task<Explorer> UseAsync(Uri server, params string[][] steps)
    {
        var explorer = await TryAsync(server, steps);
        Assert.Empty(explorer.Faults);
        return explorer;
    }

    /// <summary>The same where the browser may report faults.</summary>
    public static async Task<Explorer> TryAsync(Uri server, params string[][] steps)
    {
        var address = $"{server}".TrimEnd('/');
        var printed = await Browser.DriveAsync(JsonSerializer.Serialize(steps), "explorer.mjs", address);
        var explorer = JsonSerializer.Deserialize<Explorer>(printed, Json)!;
        Assert.DoesNotContain(
            explorer.Asked,
            asked => !asked.StartsWith($"{address}/", StringComparison.Ordinal) && !asked.StartsWith("data:", StringComparison.Ordinal)
        );
        return explorer with { Seen = [.. explorer.Seen.Where(seen => seen.ValueKind != JsonValueKind.Null)] };
    }

    public string Text(int step) => Seen[step].GetString()!;

    public string[] Texts(int step) => [.. Seen[step].EnumerateArray().Select(text => text.GetString()!)];
}
