using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests;

public class ServerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_health_check_reads_the_database()
    {
        var health = await server.GetJsonAsync("/health");
        Assert.Equal("ok", health.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_IDE_is_off_by_default()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql");
        request.Headers.Accept.Add(new("text/html"));
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
    }
}
