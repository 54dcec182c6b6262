using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

public class CorsTests(CorsTests.AllowedOriginsFixture open, ServerFixture closed, CorsTests.DevelopmentOriginsFixture development)
    : IClassFixture<CorsTests.AllowedOriginsFixture>,
        IClassFixture<ServerFixture>,
        IClassFixture<CorsTests.DevelopmentOriginsFixture>
{
    private const string Site = "https://names.example";

    [Fact]
    public async Task No_origin_is_allowed_by_default()
    {
        using var answer = await AskAsync(closed, HttpMethod.Get, Site);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, IsOfCors);
        using var preflight = await AskAsync(closed, HttpMethod.Options, Site);
        Assert.DoesNotContain(preflight.Headers, IsOfCors);
    }

    [Theory]
    [InlineData("/graphql?query={__typename}")]
    [InlineData("/odata/Countries")]
    [InlineData("/odata/Nothing")]
    public async Task An_allowed_origin_can_read_responses_errors_and_their_headers(string address)
    {
        using var answer = await AskAsync(open, HttpMethod.Get, Site, address);
        Assert.Equal(Site, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var exposed = answer.Headers.GetValues("Access-Control-Expose-Headers").Single();
        Assert.All(
            ["ETag", "OData-Version", "Preference-Applied", "RateLimit-Remaining", "Retry-After"],
            header => Assert.Contains(header, exposed, StringComparison.Ordinal)
        );
        Assert.Contains("Origin", string.Join(',', answer.Headers.Vary), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task An_allowed_origin_can_send_a_key_and_upload()
    {
        using var answer = await AskAsync(open, HttpMethod.Options, Site);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Site, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var allowed = answer.Headers.GetValues("Access-Control-Allow-Headers").Single();
        Assert.All(
            [
                "Authorization",
                "X-Api-Key",
                "GraphQL-Preflight",
                "OData-MaxVersion",
                "ApolloGraphQL-Client-Name",
                "ApolloGraphQL-Client-Version",
                "Apollo-Require-Preflight",
            ],
            header => Assert.Contains(header, allowed, StringComparison.Ordinal)
        );
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("https://names.example.evil.example")]
    [InlineData("http://names.example")]
    [InlineData("null")]
    public async Task Another_origin_gets_no_CORS_headers(string site)
    {
        using var answer = await AskAsync(open, HttpMethod.Get, site);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        using var preflight = await AskAsync(open, HttpMethod.Options, site);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://127.0.0.1:3000", true)]
    [InlineData("https://listed.example", true)]
    [InlineData("https://names.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("null", false)]
    public async Task In_Development_only_origins_of_the_local_machine_are_allowed(string site, bool isAllowed)
    {
        using var answer = await AskAsync(development, HttpMethod.Get, site);
        Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        using var preflight = await AskAsync(development, HttpMethod.Options, site);
        Assert.Equal(isAllowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static bool IsOfCors(KeyValuePair<string, IEnumerable<string>> header) =>
        header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase);

    private static async Task<HttpResponseMessage> AskAsync(
        ServerFixture server,
        HttpMethod method,
        string site,
        string address = "/graphql?query={__typename}"
    )
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Origin", site);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,graphql-preflight,apollographql-client-name");
        }
        return await server.Client.SendAsync(request);
    }

    /// <summary>A server in Development with two allowed origins. The setting is a numbered list, the form of environment
    /// variables.</summary>
    public sealed class DevelopmentOriginsFixture()
        : ServerFixture(
            "--environment",
            "Development",
            "--Cors:AllowedOrigins:0",
            "https://listed.example",
            "--Cors:AllowedOrigins:1",
            "https://other.example"
        );

    /// <summary>A server with two allowed origins. The setting is one text.</summary>
    public sealed class AllowedOriginsFixture()
        : ServerFixture("--Access:AnonymousReading", "true", "--Cors:AllowedOrigins", $"https://other.example, {Site}");
}
