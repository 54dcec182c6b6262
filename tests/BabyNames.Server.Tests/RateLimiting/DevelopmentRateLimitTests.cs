using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.RateLimiting;

/// <summary>Tests that in Development the rate limit does not apply to clients on the machine of the server.</summary>
public class DevelopmentRateLimitTests(DevelopmentRateLimitTests.DevelopmentRateLimitFixture server)
    : IClassFixture<DevelopmentRateLimitTests.DevelopmentRateLimitFixture>
{
    [Fact]
    public async Task In_Development_requests_from_the_local_machine_are_not_limited()
    {
        for (var i = 0; i < 30; i++)
        {
            using var feed = await server.Client.GetAsync("/odata/Countries");
            Assert.Equal(HttpStatusCode.OK, feed.StatusCode);
            Assert.False(feed.Headers.Contains("RateLimit-Limit"));
            await server.DataAsync("{ countries { totalCount } }");
        }
    }

    [Fact]
    public async Task In_Development_requests_from_other_machines_are_limited()
    {
        HttpStatusCode last = default;
        for (var i = 0; i < 30 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
            request.Headers.Add("X-Forwarded-For", "198.51.100.1");
            using var answer = await server.Client.SendAsync(request);
            last = answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    /// <summary>A server in Development behind a local proxy, with 10 tokens for each client and a new one each second.</summary>
    public sealed class DevelopmentRateLimitFixture()
        : ServerFixture(
            "--environment",
            "Development",
            "--Jobs:Enabled",
            "false",
            "--Proxies:Known",
            "127.0.0.1",
            "--Limits:TokenLimit",
            "10",
            "--Limits:TokensPerSecond",
            "1"
        );
}
