using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Access;

/// <summary>Tests that the key of a monitor reads nothing that <c>docs/access.md</c> does not list. The server allows anonymous
/// reading.</summary>
public class MonitorKeyTests(IdleServerFixture server) : IClassFixture<IdleServerFixture>
{
    private const string Statistics = "/graphql?query={nameStatistics{nodes{name}}}";

    [Fact]
    public async Task A_monitor_does_not_receive_a_cached_response()
    {
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(Statistics, null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Statistics, server.MonitorKey));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Statistics, server.MonitorKey, ifNoneMatch: "*"));
    }

    [Theory]
    [InlineData("/graphql?sdl")]
    [InlineData("/graphql?query={__schema{queryType{name}}}")]
    [InlineData("/graphql?query={...all}fragment all on Query{ok:__typename countries{totalCount}}")]
    [InlineData("/graphql?query={jobQueueHealth{queued}apiKeys{keyId}}")]
    [InlineData("/odata/Countries")]
    public async Task A_monitor_is_refused(string address) =>
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(address, server.MonitorKey));

    [Fact]
    public async Task A_monitor_reads_health_and_no_names_over_a_WebSocket()
    {
        await using var socket = await RawSocket.ReadyAsync(server.Client.BaseAddress!, server.MonitorKey);
        await socket.SubscribeAsync("1", "subscription { statisticsUpdated { dataVersion } }");
        Assert.Contains("AUTH_NOT_AUTHORIZED", $"{await socket.NextAsync()}", StringComparison.Ordinal);
        await socket.SubscribeAsync("2", "{ jobQueueHealth { queued } }");
        Assert.Contains("\"queued\"", $"{await socket.NextAsync()}", StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(string address, string? key, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        if (ifNoneMatch is not null)
            request.Headers.Add("If-None-Match", ifNoneMatch);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }
}
