using System.IO.Compression;
using System.Net;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests the caching headers, conditional requests and compression of responses.</summary>
public sealed class GraphQLHttpCacheTests(NamesFixture server) : IClassFixture<NamesFixture>
{
    private const string Top = "/graphql?query={popularNames(country:\"US\",year:1880,gender:F){nodes{name}}}";

    [Theory]
    [InlineData(Top)]
    [InlineData("/graphql?query={nameStatistics(first:2){nodes{name}}genderProbabilities(first:1){nodes{name}}}")]
    [InlineData("/graphql?query=query Q($n:Int){...f} fragment f on Query{nameStatistics(first:$n){totalCount}}&variables={\"n\":3}")]
    [InlineData("/graphql?sdl")]
    public async Task A_request_with_the_current_ETag_gets_304(string path)
    {
        using var first = await AskAsync(path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("no-cache, private", first.Headers.CacheControl!.ToString());
        Assert.Equal(["Accept", "Authorization", "X-Api-Key", "Accept-Encoding"], first.Headers.Vary);
        var tag = first.Headers.ETag!.ToString();
        Assert.StartsWith("W/\"", tag, StringComparison.Ordinal);
        foreach (var ifNoneMatch in new[] { tag, tag[2..], $"\"other\", {tag}", "*" })
        {
            using var log = new SqlLog(server.ConnectionString);
            using var again = await AskAsync(path, ("If-None-Match", ifNoneMatch));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal((tag, ""), (again.Headers.ETag!.ToString(), await again.Content.ReadAsStringAsync()));
            Assert.Equal("no-cache, private", again.Headers.CacheControl!.ToString());
            // For `*`, the server has to run the query to find out whether the resource exists.
            if (ifNoneMatch != "*")
                Assert.DoesNotContain(log.Statements, sql => sql.Contains("name_statistics", StringComparison.Ordinal));
        }
        foreach (var ifNoneMatch in new[] { "\"other\"", "nonsense" })
        {
            using var again = await AskAsync(path, ("If-None-Match", ifNoneMatch));
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.NotEmpty(await again.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task An_ETag_matches_only_its_media_type()
    {
        using var json = await AskAsync(Top);
        using var graphql = await AskAsync(
            Top,
            ("Accept", "application/graphql-response+json"),
            ("If-None-Match", json.Headers.ETag!.ToString())
        );
        Assert.Equal(HttpStatusCode.OK, graphql.StatusCode);
        Assert.Equal("application/graphql-response+json", graphql.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task New_figures_change_the_ETag()
    {
        const string Query = "/graphql?query={popularNames(country:\"US\",year:1999,gender:F){nodes{name}}}";
        using var before = await AskAsync(Query);
        var tag = before.Headers.ETag!.ToString();
        await Some.CompletedAsync(server.Databases, new BabyNames.Sources.NameRecord(1999, 'F', "Emily", 26_539));
        var (status, body) = await Eventually.SeeAsync(
            async () =>
            {
                using var after = await AskAsync(Query, ("If-None-Match", tag));
                return (after.StatusCode, await after.Content.ReadAsStringAsync());
            },
            seen => seen.StatusCode == HttpStatusCode.OK,
            "the new version"
        );
        Assert.Contains("Emily", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("/graphql?query={names(first:1){nodes{name}}}")]
    [InlineData("/graphql?query={datasets{totalCount}nameStatistics{totalCount}}")]
    [InlineData("/graphql?query={nameStatistics(first:-1){totalCount}}")]
    [InlineData("/graphql?query={nope}")]
    [InlineData("/graphql?query={")]
    [InlineData("/graphql")]
    public async Task A_response_that_does_not_depend_only_on_the_statistics_is_not_stored(string path)
    {
        for (var i = 0; i < 2; i++)
        {
            using var response = await AskAsync(path, ("If-None-Match", "*"));
            Assert.NotEqual(HttpStatusCode.NotModified, response.StatusCode);
            Assert.Null(response.Headers.ETag);
            Assert.Equal("no-store", response.Headers.GetValues("Cache-Control").Single());
        }
    }

    [Fact]
    public async Task A_response_to_POST_or_with_its_cost_is_not_stored()
    {
        using var cost = await AskAsync(Top, ("GraphQL-Cost", "report"), ("If-None-Match", "*"));
        Assert.Contains("operationCost", await cost.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(cost.Headers.ETag);
        var json = JsonSerializer.Serialize(new { query = "{ nameStatistics { totalCount } }" });
        using var post = await server.Client.PostAsync("/graphql", new StringContent(json, null, "application/json"));
        Assert.Null(post.Headers.ETag);
        Assert.Equal("no-store", post.Headers.GetValues("Cache-Control").Single());
    }

    [Theory]
    [InlineData("/graphql?query={nameStatistics(first:500){nodes{name count}}}", "application/graphql-response+json", "br")]
    [InlineData("/graphql?query={nameStatistics(first:500){nodes{name count}}}", "application/json", "gzip")]
    [InlineData("/graphql?sdl", "*/*", "br")]
    [InlineData("/odata/NameStatistics?$top=500", "application/json", "gzip")]
    [InlineData("/odata/NameStatistics?$top=500", "*/*", "br")]
    [InlineData("/odata/$metadata", "application/xml", "gzip")]
    public async Task A_response_is_compressed_when_the_client_accepts_it(string path, string accept, string encoding)
    {
        using var plain = await AskAsync(path, ("Accept", accept));
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        var expected = await plain.Content.ReadAsByteArrayAsync();
        using var response = await AskAsync(path, ("Accept", accept), ("Accept-Encoding", encoding));
        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        var packed = await response.Content.ReadAsByteArrayAsync();
        Assert.True(packed.Length < expected.Length / 2, $"The compressed response has {packed.Length} of {expected.Length} bytes.");
        using Stream unpacking =
            encoding == "br"
                ? new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress)
                : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await unpacking.CopyToAsync(unpacked);
        Assert.Equal(expected, unpacked.ToArray());
    }

    [Fact]
    public async Task An_ETag_matches_in_every_content_encoding()
    {
        using var packed = await AskAsync(Top, ("Accept-Encoding", "br"));
        using var again = await AskAsync(Top, ("If-None-Match", packed.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await server.Client.SendAsync(request);
    }
}
