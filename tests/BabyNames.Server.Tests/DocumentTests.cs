using System.Text.Json;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests;

/// <summary>Runs the queries, addresses and commands of README.md and docs, on a server with the years 2021 to 2023 of the US.</summary>
public sealed partial class DocumentTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly string[] Pages =
    [
        Path.Combine(Repository.Folder, "README.md"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Folder, "docs"), "*.md", SearchOption.AllDirectories).Order(),
    ];

    public static TheoryData<string, string, string?> Queries => Data(QueriesOf);

    public static TheoryData<string, string, string?> Addresses =>
        Data(page => Address().Matches(page).Select(match => (match.Value, (string?)null)));

    public static TheoryData<string, string, string?> Commands =>
        Data(page => Command().Matches(page).Select(match => (match.Groups[1].Value, (string?)null)));

    public async Task InitializeAsync()
    {
        if ((await server.SqlAsync("SELECT id FROM datasets")).Count == 0)
            await server.IngestAsync("names.zip", Samples.Zip(2021, 2022, 2023));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Queries))]
    public async Task A_query_returns_the_response_beside_it(string page, string query, string? response)
    {
        var actual = await server.GraphQLAsync(query, key: server.AdminKey);
        Assert.False(actual.TryGetProperty("errors", out var errors), $"{page}: {errors}");
        if (response is not null)
            Assert.Equal(
                JsonSerializer.Serialize(JsonDocument.Parse(response).RootElement.GetProperty("data")),
                JsonSerializer.Serialize(actual.GetProperty("data"))
            );
    }

    [Theory, MemberData(nameof(Addresses))]
    public async Task An_address_returns_rows(string page, string address, string? _)
    {
        using var response = await server.Client.GetAsync(new Uri(address).PathAndQuery);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.IsSuccessStatusCode && body.Length > 100 && !body.Contains("\"value\":[]", StringComparison.Ordinal),
            $"{page}: {body}"
        );
    }

    [Fact]
    public async Task The_address_of_the_readme_returns_the_names_of_its_query()
    {
        var address = new Uri(Address().Match(await File.ReadAllTextAsync(Pages[0])).Value);
        var rows = (await server.GetJsonAsync(address.PathAndQuery)).GetProperty("value").EnumerateArray();
        Assert.Equal(
            ["1 Olivia 15270", "2 Emma 13527", "3 Charlotte 12596"],
            rows.Select(row => $"{row.GetProperty("Rank")} {row.GetProperty("Name")} {row.GetProperty("Births")}")
        );
    }

    /// <summary>`--help` accepts the arguments of the command before it and lists its options.</summary>
    [Theory, MemberData(nameof(Commands))]
    public async Task A_command_and_its_options_exist(string page, string command, string? _)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var names = words.TakeWhile(word => char.IsAsciiLetterLower(word[0]) && !word.Contains('.', StringComparison.Ordinal)).ToArray();
        var (exitCode, help) = await Executable.RunAsync(Repository.Folder, [.. names, "--help"]);
        // The help of an unknown command is the help of the command before it.
        var usage = string.Join(' ', ["babynames", .. names]);
        Assert.True(exitCode == 0 && help.Contains(usage, StringComparison.Ordinal), $"{page}: {help}");
        Assert.All(
            words.Where(word => word.StartsWith("--", StringComparison.Ordinal)),
            option => Assert.Contains(option, help, StringComparison.Ordinal)
        );
    }

    /// <summary>Links between pages lead to a file and a heading.</summary>
    [Fact]
    public void A_link_leads_to_a_page_and_a_heading() =>
        Assert.All(
            Pages
                .Concat(Directory.EnumerateFiles(Repository.Folder, "*.md"))
                .SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(match => (Page: page, Link: match.Groups[1].Value))),
            link =>
            {
                var (file, heading) = link.Link.Split('#') is [var path, var anchor] ? (path, anchor) : (link.Link, null);
                var target = file.Length == 0 ? link.Page : Path.Combine(Path.GetDirectoryName(link.Page)!, file);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{link.Page} links {link.Link}.");
                var anchors = File.Exists(target) ? File.ReadLines(target).Where(line => line.StartsWith('#')).Select(Anchor) : [];
                Assert.True(heading is null || anchors.Contains(heading), $"{link.Page} links {link.Link}, which is not a heading.");
            }
        );

    private static TheoryData<string, string, string?> Data(Func<string, IEnumerable<(string Text, string? Result)>> find)
    {
        var data = new TheoryData<string, string, string?>();
        foreach (var page in Pages)
        {
            foreach (var (text, result) in find(File.ReadAllText(page)).Distinct())
                data.Add(Path.GetRelativePath(Repository.Folder, page), text, result);
        }
        return data;
    }

    private static IEnumerable<(string Query, string? Response)> QueriesOf(string page) =>
        Query()
            .Matches(page)
            .Select(match => (match.Groups["query"].Value, match.Groups["response"] is { Success: true } response ? response.Value : null));

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(
        @"^ *```graphql\n(?<query>.*?)^ *```\n(\n *```json\n(?<response>.*?)^ *```\n)?",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Query();

    [GeneratedRegex(@"^http://localhost:5080/\S[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?:^|`)(?:sudo |docker compose exec server \./)?(?:\./start\.sh|babynames) ([a-z-][^\n#`]*)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
