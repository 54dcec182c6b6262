using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>The console, used by an admin and by a viewer in a real browser: tests/browser/console.mjs.</summary>
public class ConsoleTests(KeyRequiredFixture server) : IClassFixture<KeyRequiredFixture>
{
    [Fact]
    public async Task An_admin_uses_the_whole_console_and_a_viewer_sees_why_it_is_refused()
    {
        var printed = await Browser.DriveAsync(
            "",
            "console.mjs",
            $"{server.Client.BaseAddress}".TrimEnd('/'),
            server.AdminKey,
            server.ViewerKey
        );
        var seen = JsonSerializer.Deserialize<Seen>(printed, JsonSerializerOptions.Web)!;
        Assert.Equal("2 of 2 are served by this file", seen.Shown["served"]);
        Assert.Equal("bad.csv, line 2, column Count", seen.Shown["error"]);
        Assert.Contains("Its 3 rows leave the statistics", seen.Shown["question"], StringComparison.Ordinal);
        Assert.Equal("true", seen.Shown["disabled"]);

        var schema = await server.DataAsync("{ __schema { mutationType { fields { name } } } }", key: server.AdminKey);
        Assert.Equal(
            schema
                .GetProperty("__schema")
                .GetProperty("mutationType")
                .GetProperty("fields")
                .EnumerateArray()
                .Select(field => field.GetProperty("name").GetString()!)
                .Order(StringComparer.Ordinal),
            seen.Mutations
        );
        Assert.Empty(seen.Violations);
        Assert.Empty(seen.Wide);
        Assert.All(
            seen.Asked.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)),
            address => Assert.StartsWith($"{server.Client.BaseAddress}", address, StringComparison.Ordinal)
        );
        // A key that is not valid is typed once, and one ends; a refusal of the content security policy would be another.
        Assert.All(seen.Faults, fault => Assert.Contains("401 (Unauthorized)", fault, StringComparison.Ordinal));
        Assert.Equal(3L, (await server.SqlAsync("SELECT COUNT(*) FROM name_statistics WHERE country_code = 'FR'"))[0][0]);
    }

    /// <param name="Shown">What the page had at each step.</param>
    /// <param name="Mutations">Those that screens have a button for.</param>
    /// <param name="Violations">What axe-core found.</param>
    /// <param name="Wide">Screens that scroll sideways at 320 px.</param>
    internal sealed record Seen(
        IReadOnlyDictionary<string, string> Shown,
        string[] Asked,
        string[] Faults,
        string[] Violations,
        string[] Wide,
        string[] Mutations
    );
}
