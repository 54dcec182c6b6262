using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests;

public class ServerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Answers_health_from_the_database()
    {
        var health = await server.GetJsonAsync("/health");
        Assert.Equal("ok", health.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Shows_browsers_no_ide_unless_it_is_turned_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql");
        request.Headers.Accept.Add(new("text/html"));
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
    }
}
