using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Runs the TypeScript sample client in Node.js with a real server.</summary>
public sealed partial class SampleClientTests(SampleClientFixture client) : IClassFixture<SampleClientFixture>, IAsyncLifetime
{
    private const int Year = 1880;

    public async Task InitializeAsync()
    {
        if ((await client.SqlAsync("SELECT id FROM datasets")).Count == 0)
            await client.IngestAsync($"yob{Year}.txt", Samples.Year(Year));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_client_prints_the_most_popular_names() =>
        Assert.Equal(
            (0, "1. Mary: 7065 (7.76 %)\n2. Anna: 2604 (2.86 %)\n3. Emma: 2003 (2.2 %)\n", ""),
            await client.RunAsync(null, "popular", "US", "1880", "F")
        );

    [Fact]
    public async Task The_client_finds_a_misspelled_name()
    {
        var (exitCode, output, faults) = await FirstLineAsync("search", "US", "Mray");
        Assert.Equal((0, ""), (exitCode, faults));
        // Another test adds the figures of 1881.
        Assert.Matches("^Mary: (7092, 1880 to 1880|14040, 1880 to 1881) \\(SIMILAR\\)$", output);
    }

    [Fact]
    public async Task The_client_prints_the_years_of_a_name_in_any_case() =>
        Assert.Equal((0, "1880 F Mary: 7065, rank 1", ""), await FirstLineAsync("years", "US", "MÁRY"));

    [Fact]
    public async Task The_client_pages_through_each_row_of_a_file_once()
    {
        var (exitCode, output, faults) = await client.RunAsync(null, "names", "US", $"{Year}");
        Assert.Equal((0, ""), (exitCode, faults));
        var published = await new StreamReader(new MemoryStream(Samples.Year(Year))).ReadToEndAsync();
        Assert.Equal(Lines(published), Lines(output));
    }

    [Fact]
    public async Task The_client_uploads_a_file_waits_for_its_statistics_and_prints_why_a_second_upload_is_refused()
    {
        using var file = new YearFile(1881);
        var (exitCode, output, faults) = await client.RunAsync(client.AdminKey, "upload", "US", file.Path);
        Assert.Equal((0, ""), (exitCode, faults));
        var taken = Taken().Match(output);
        Assert.True(taken.Success, output);
        Assert.StartsWith("1. Mary: 6919 ", (await client.RunAsync(null, "popular", "US", "1881", "F")).Output, StringComparison.Ordinal);

        (exitCode, output, faults) = await client.RunAsync(client.AdminKey, "upload", "US", file.Path);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("BN203: ", faults, StringComparison.Ordinal);
        Assert.EndsWith($"Dataset {taken.Groups[1].Value} has this file.\n", faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_prints_why_a_key_is_refused()
    {
        using var file = new YearFile(1882);
        Assert.Equal(
            (1, "", "[GraphQL] The current user is not authorized to access this resource.\n"),
            await client.RunAsync(client.ViewerKey, "upload", "US", file.Path)
        );
    }

    private async Task<(int ExitCode, string Output, string Faults)> FirstLineAsync(params string[] arguments)
    {
        var (exitCode, output, faults) = await client.RunAsync(null, arguments);
        return (exitCode, output.Split('\n')[0], faults);
    }

    private static string[] Lines(string text) => [.. text.Split('\n', '\r').Where(line => line.Length > 0).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^yob1881\.txt is (?:PENDING|PROCESSING): dataset (\S+)\nLoaded 1934 rows\.\nThe statistics include the file\.\n$")]
    private static partial Regex Taken();

    private sealed class YearFile : IDisposable
    {
        private readonly string _folder = TestFolder.Create();

        public YearFile(int year)
        {
            Path = System.IO.Path.Combine(_folder, $"yob{year}.txt");
            File.WriteAllBytes(Path, Samples.Year(year));
        }

        public string Path { get; }

        public void Dispose() => TestFolder.Delete(_folder);
    }
}
