using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

public class SecurityHeaderTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/graphql?query={__typename}", HttpStatusCode.OK)]
    [InlineData("/graphql?query={", HttpStatusCode.OK)]
    [InlineData("/graphql", HttpStatusCode.BadRequest)]
    [InlineData("/graphql?sdl", HttpStatusCode.OK)]
    [InlineData("/odata/Countries", HttpStatusCode.OK)]
    [InlineData("/odata/Nothing", HttpStatusCode.NotFound)]
    [InlineData("/odata/Countries?api_key=nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Every_response_has_the_security_headers_and_does_not_name_the_server(string address, HttpStatusCode status)
    {
        using var answer = await server.Client.GetAsync(address);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            ("nosniff", "no-referrer", "same-origin", "default-src 'none'; frame-ancestors 'none'"),
            (One("X-Content-Type-Options"), One("Referrer-Policy"), One("Cross-Origin-Resource-Policy"), One("Content-Security-Policy"))
        );
        Assert.Empty(answer.Headers.Select(header => header.Key).Intersect(["Server", "X-Powered-By", "X-AspNet-Version"]));

        string One(string header) => answer.Headers.GetValues(header).Single();
    }
}
