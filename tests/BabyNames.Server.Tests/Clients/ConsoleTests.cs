using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the console as an admin and as a viewer in a real browser, by tests/browser/console.mjs.</summary>
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
        Assert.Contains("Its 3 rows are removed from the statistics", seen.Shown["question"], StringComparison.Ordinal);
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
        Assert.Empty(seen.Overflowing);
        Assert.All(
            seen.Requests.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)),
            address => Assert.StartsWith($"{server.Client.BaseAddress}", address, StringComparison.Ordinal)
        );
        // The script types one invalid key, and another key ends. A violation of the content security policy would be a further error.
        Assert.All(seen.Errors, error => Assert.Contains("401 (Unauthorized)", error, StringComparison.Ordinal));
        Assert.Equal(3L, (await server.SqlAsync("SELECT COUNT(*) FROM name_statistics WHERE country_code = 'FR'"))[0][0]);
    }

    /// <param name="Shown">The text of the page after each step.</param>
    /// <param name="Mutations">The mutations for which a screen has a button.</param>
    /// <param name="Violations">The violations that axe-core found.</param>
    /// <param name="Overflowing">The screens that scroll sideways at 320 px.</param>
    internal sealed record Seen(
        IReadOnlyDictionary<string, string> Shown,
        string[] Requests,
        string[] Errors,
        string[] Violations,
        string[] Overflowing,
        string[] Mutations
    );
}
