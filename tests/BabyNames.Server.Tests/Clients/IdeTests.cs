using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the IDE that a browser loads from the GraphQL address.</summary>
public class IdeTests(IdeFixture server) : IClassFixture<IdeFixture>
{
    private const string FirstRow = """{"rank":1,"name":"Olivia","count":15270,"share":0.96}""";

    [Fact]
    public async Task The_IDE_runs_its_first_query_with_a_key_and_shows_the_documentation()
    {
        var browser = await Browser.OpenAsync(server.Address, server.ViewerKey);
        Assert.True(
            browser.Shown.ContainsKey("documentation"),
            $"Run scripts/build-web.sh before the build. {string.Join('\n', browser.Errors)}"
        );
        Assert.Contains("A valid API key is required", browser.Shown["refused"], StringComparison.Ordinal);
        Assert.Contains(FirstRow, Compact(browser.Shown["answer"]), StringComparison.Ordinal);
        Assert.Contains("\"dataVersion\": ", browser.Shown["live"], StringComparison.Ordinal);
        Assert.Contains("The most frequent names of one country and period", browser.Shown["documentation"], StringComparison.Ordinal);
        Assert.Contains("nameStatistics", browser.Shown["explorer"], StringComparison.Ordinal);
        Assert.Empty(ForeignRequests(browser));
        // The error is of a request before the key was typed. A violation of the content security policy would be a further error.
        Assert.All(browser.Errors, error => Assert.Contains("401 (Unauthorized)", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_the_built_IDE_serves_a_plain_page_that_runs_queries()
    {
        var folder = TestFolder.Create();
        try
        {
            CopyProgram(folder);
            // $0 is the built program. exec replaces the shell by the copy of the program.
            await using var plain = await Executable.ServeAsync(
                ["bash", "-c", "exec ./babynames \"$@\""],
                folder,
                ["--ConnectionStrings:BabyNames", server.ConnectionString, "--Jobs:Enabled", "false", "--Ide:Enabled", "true"]
            );
            var browser = await Browser.OpenAsync(new(plain.Client.BaseAddress!, "/graphql"));
            Assert.Equal(["answer"], browser.Shown.Keys);
            Assert.Contains(FirstRow, Compact(browser.Shown["answer"]), StringComparison.Ordinal);
            Assert.Empty(ForeignRequests(browser));
            Assert.Empty(browser.Errors);
            var explorer = await Explorer.UseAsync(plain.Client.BaseAddress!, ["open", "/name/Emma"], ["texts", "body"], ["axe"]);
            Assert.Contains("The explorer is not available", explorer.Texts(0).Single(), StringComparison.Ordinal);
            Assert.Equal([], explorer.Texts(1));
        }
        finally
        {
            TestFolder.Delete(folder);
        }
    }

    [Fact]
    public async Task The_page_needs_no_key_and_its_content_security_policy_allows_only_its_own_files()
    {
        using var page = await GetAsync("/graphql", "text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-cache", $"{page.Headers.CacheControl}");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; connect-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scripts_of_the_IDE_are_immutable()
    {
        var html = await (await GetAsync("/graphql", "text/html")).Content.ReadAsStringAsync();
        var address = html.Split("src=\"")[1].Split('"')[0];
        using var script = await GetAsync($"/{address}", "*/*");
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (script.StatusCode, script.Content.Headers.ContentType?.MediaType));
        Assert.Equal("public, max-age=31536000, immutable", script.Headers.GetValues("Cache-Control").Single());
    }

    [Theory]
    [InlineData("/graphql", "application/json")]
    [InlineData("/graphql", "*/*")]
    [InlineData("/graphql?query={__typename}", "text/html")]
    [InlineData("/graphql?sdl", "text/html")]
    public async Task A_request_of_a_program_is_not_answered_with_the_page(string address, string accept)
    {
        using var answer = await GetAsync(address, accept);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static string Compact(string json) => string.Concat(json.Where(character => !char.IsWhiteSpace(character)));

    /// <summary>Copies all files of the build except the web pages.</summary>
    private static void CopyProgram(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(AppContext.BaseDirectory, file);
            if (path.Split(Path.DirectorySeparatorChar)[0] is "ide" or "explorer")
                continue;
            var copy = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static IEnumerable<string> ForeignRequests(Browser browser) =>
        browser.Requests.Where(address =>
            !address.StartsWith("http://127.0.0.1:", StringComparison.Ordinal) && !address.StartsWith("data:", StringComparison.Ordinal)
        );

    private async Task<HttpResponseMessage> GetAsync(string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await server.Client.SendAsync(request);
    }
}
