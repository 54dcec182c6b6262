using System.Net;

namespace BabyNames.Server.Tests.Clients;

/// <summary>Tests the explorer when reading requires a key, and the responses that serve its files.</summary>
public class ExplorerPageTests(IdeFixture server) : IClassFixture<IdeFixture>
{
    private Uri Address => server.Client.BaseAddress!;

    [Fact]
    public async Task The_explorer_asks_for_a_key_and_never_puts_it_in_an_address()
    {
        var explorer = await Explorer.TryAsync(
            Address,
            ["open", "/name/Olivia"],
            ["see", "form", "This server requires a key"],
            ["axe"],
            ["tabTo", "#key"],
            ["type", "bn_wrong"],
            ["press", "Enter"],
            ["see", "form", "does not accept this key"],
            ["click", "#key"],
            ["press", "End"],
            ["press", "Backspace", "8"],
            ["type", server.ViewerKey],
            ["press", "Enter"],
            ["see", "figcaption", "15,270 girls"],
            ["unfold"],
            ["texts", ".export"],
            ["reload"],
            ["see", "figcaption", "15,270 girls"],
            ["tabTo", "button.plain"],
            ["press", "Enter"],
            ["see", "form", "This server requires a key"]
        );
        Assert.Equal([], explorer.Texts(1));
        Assert.All(explorer.Errors, error => Assert.Contains("401 (Unauthorized)", error, StringComparison.Ordinal));
        Assert.DoesNotContain(explorer.Requests, request => request.Contains(server.ViewerKey[3..], StringComparison.Ordinal));
        Assert.DoesNotContain(explorer.Seen, seen => seen.ToString().Contains(server.ViewerKey[3..], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/name/Emma")]
    [InlineData("/name/O'Neil")]
    [InlineData("/name/Zo%C3%AB")]
    [InlineData("/compare?names=Emma")]
    [InlineData("/year")]
    [InlineData("/year/1990s")]
    [InlineData("/changes")]
    [InlineData("/unisex")]
    [InlineData("/data")]
    public async Task The_content_security_policy_of_a_view_allows_only_its_own_files(string view)
    {
        using var page = await server.Client.GetAsync(view);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Equal("no-cache", $"{page.Headers.CacheControl}");
        Assert.Equal(
            "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; "
                + "style-src 'self'; img-src 'self' data:",
            page.Headers.GetValues("Content-Security-Policy").Single()
        );
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/name")]
    [InlineData("/name/Emma/more")]
    [InlineData("/assets/none.js")]
    [InlineData("/odata/Nothing")]
    [InlineData("/health/nothing")]
    [InlineData("/consoles")]
    public async Task A_path_that_is_no_view_is_not_found(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { { "Accept", "text/html" }, { "X-Api-Key", server.ViewerKey } },
        };
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotEqual("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_files_of_the_explorer_are_small_and_immutable()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "explorer");
        Assert.True(Directory.Exists(folder), "The pages are missing. Run scripts/build-web.sh before the build.");
        var bytes = 0;
        // The folder also contains the assets of the console, which the explorer does not load.
        foreach (var path in Directory.GetFiles(Path.Combine(folder, "assets"), "*", SearchOption.AllDirectories))
        {
            var address = Path.GetRelativePath(folder, path);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/{address}") { Headers = { { "Accept-Encoding", "gzip" } } };
            using var file = await server.Client.SendAsync(request);
            Assert.Equal("public, max-age=31536000, immutable", file.Headers.GetValues("Cache-Control").Single());
            bytes += (await file.Content.ReadAsByteArrayAsync()).Length;
        }
        Assert.InRange(bytes, 10_000, 150_000);
    }

    [Fact]
    public async Task The_GraphQL_editor_opens_the_query_of_a_link()
    {
        var explorer = await Explorer.TryAsync(
            Address,
            ["open", "/graphql#query=query%20FromALink%20%7B%20__typename%20%7D&variables=%7B%22a%22%3A1%7D"],
            ["see", ".view-lines", "FromALink"]
        );
        Assert.Contains("__typename", explorer.Text(0), StringComparison.Ordinal);
    }
}
