using System.Text.Json;

namespace BabyNames.Server.Tests.Clients;

/// <summary>The results of tests/browser/explorer.mjs, which uses the explorer in a real Chromium.</summary>
/// <param name="Seen">The results of the steps that return a result.</param>
internal sealed record Explorer(IReadOnlyList<JsonElement> Seen, string[] Requests, string[] Errors)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs steps that must succeed. The page must send requests only to its server, and the browser must report no
    /// error.</summary>
    /// <param name="steps">Steps that explorer.mjs lists, each with its arguments.</param>
    public static async Task<Explorer> UseAsync(Uri server, params string[][] steps)
    {
        var explorer = await TryAsync(server, steps);
        Assert.Empty(explorer.Errors);
        return explorer;
    }

    /// <summary>Runs steps as UseAsync does, but the browser may report errors.</summary>
    public static async Task<Explorer> TryAsync(Uri server, params string[][] steps)
    {
        var address = $"{server}".TrimEnd('/');
        var printed = await Browser.DriveAsync(JsonSerializer.Serialize(steps), "explorer.mjs", address);
        var explorer = JsonSerializer.Deserialize<Explorer>(printed, Json)!;
        Assert.DoesNotContain(
            explorer.Requests,
            request =>
                !request.StartsWith($"{address}/", StringComparison.Ordinal) && !request.StartsWith("data:", StringComparison.Ordinal)
        );
        return explorer with { Seen = [.. explorer.Seen.Where(seen => seen.ValueKind != JsonValueKind.Null)] };
    }

    public string Text(int step) => Seen[step].GetString()!;

    public string[] Texts(int step) => [.. Seen[step].EnumerateArray().Select(text => text.GetString()!)];
}
