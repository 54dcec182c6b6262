using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.RateLimiting;

public class RetryAfterTests(RetryAfterTests.RetryAfterFixture server) : IClassFixture<RetryAfterTests.RetryAfterFixture>
{
    [Fact]
    public async Task A_client_that_waits_for_Retry_After_is_served()
    {
        foreach (var rows in new[] { 60, 100 })
        {
            using var costly = await server.Client.GetAsync($"/odata/Countries?$top={rows}");
            Assert.Equal(HttpStatusCode.OK, costly.StatusCode);
        }
        using var refused = await server.Client.GetAsync("/odata/Countries?$top=1");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var retryAfter = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.InRange(retryAfter.TotalSeconds, 2, 8);
        server.Clock.Advance(retryAfter - TimeSpan.FromSeconds(1));
        using var early = await server.Client.GetAsync("/odata/Countries?$top=1");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (early.StatusCode, early.Headers.RetryAfter!.Delta!.Value));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        using var answered = await server.Client.GetAsync("/odata/Countries?$top=1");
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    /// <summary>A server with rows of countries, and 100 tokens for each client. Each client gets 10 new tokens each second. The clock of
    /// the server advances only when a test advances it.</summary>
    public sealed class RetryAfterFixture()
        : FrozenClockFixture(
            "--Access:AnonymousReading",
            "true",
            "--Jobs:Enabled",
            "false",
            "--Limits:TokenLimit",
            "100",
            "--Limits:TokensPerSecond",
            "10"
        ),
            IAsyncLifetime
    {
        async Task IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Some.CountriesAsync(Databases);
        }
    }
}
