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
}
