using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Tests what a server writes to standard output, and where it writes the first admin key.</summary>
public sealed partial class LogFormatTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.Create();
    private string _database = "";

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        await TestDatabase.DropAsync(_database);
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task The_documented_level_of_a_category_works_in_a_shell()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs", "operating.md"));
        var export = Export().Match(page).Value;
        Assert.Contains("Microsoft.AspNetCore.HttpLogging=Information", export, StringComparison.Ordinal);
        await using var server = await ServeAsync(["sh", "-c", $"{export}; exec \"$0\" \"$@\""]);
        (await server.Client.GetAsync("/health/live?api_key=secret")).Dispose();
        await server.PrintsAsync("Path: /health/live");
        var line = server.Output.Split('\n').Single(line => line.Contains("Path: /health/live", StringComparison.Ordinal));
        Assert.Matches(Time(), line.Split(' ')[0]);
        Assert.DoesNotContain("secret", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_writes_a_key_to_a_private_file_and_does_not_print_it()
    {
        string key;
        var file = Path.Combine(_folder, "first-admin-key");
        await using (var server = await ServeAsync([]))
        {
            Assert.Contains(file, server.Output, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            key = (await File.ReadAllTextAsync(file)).TrimEnd();
            Assert.NotNull(ApiKey.Parse(key));
            Assert.DoesNotContain(key, server.Output, StringComparison.Ordinal);
            await server.Client.DataAsync("{ apiKeys { keyId } }", key: key);
        }
        File.Delete(file);
        await using var next = await ServeAsync([]);
        Assert.Null(next.AdminKey);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_written_creates_no_key_and_the_next_start_does()
    {
        var file = Path.Combine(_folder, "first-admin-key");
        Directory.CreateDirectory(Path.Combine(file, "in the way"));
        await using (var server = await ServeAsync([]))
        {
            Assert.Null(server.AdminKey);
            await server.PrintsAsync("Run `babynames keys create --name NAME --role admin`");
        }
        Directory.Delete(file, recursive: true);
        await using var next = await ServeAsync([]);
        Assert.NotNull(next.AdminKey);
    }

    [Fact]
    public async Task Every_line_is_JSON_with_a_time_if_the_log_is_JSON()
    {
        await using var server = await ServeAsync([], "--Logging:Console:FormatterName", "json");
        var lines = server.Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1201, 1202], lines.Select(line => line.GetProperty("EventId").GetInt32()).Where(id => id is > 1200 and < 1300));
        Assert.All(
            lines,
            line =>
            {
                var time = line.GetProperty("Timestamp").GetString()!;
                Assert.Matches(Time(), time);
                Assert.InRange(
                    DateTimeOffset.UtcNow - DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),
                    TimeSpan.Zero,
                    Eventually.Patience
                );
            }
        );
    }

    private Task<Executable> ServeAsync(string[] wrapper, params string[] settings) =>
        Executable.ServeAsync(wrapper, _folder, ["--ConnectionStrings:BabyNames", _database, "--Storage:Path", _folder, .. settings]);

    [GeneratedRegex("^export Log__Levels=.*$", RegexOptions.Multiline)]
    private static partial Regex Export();

    /// <summary>A time of RFC 3339.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")]
    private static partial Regex Time();
}
