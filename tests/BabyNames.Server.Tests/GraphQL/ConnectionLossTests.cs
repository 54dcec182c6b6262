using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.GraphQL;

/// <summary>Tests queries whose database connections PostgreSQL has terminated.</summary>
public class ConnectionLossTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/graphql?query={{names(first:{0}){{nodes{{name}}}}}}")]
    [InlineData("/odata/Names?$top={0}")]
    public async Task A_lost_database_connection_gets_503_and_a_later_request_succeeds(string path)
    {
        for (var round = 1; round <= 3; round++)
        {
            await server.SqlAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = CURRENT_DATABASE() AND pid <> pg_backend_pid()"
            );
            await Eventually.SeeAsync(
                () => AskAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, round)),
                status => status == HttpStatusCode.OK,
                "a successful response"
            );
        }
    }

    private async Task<HttpStatusCode> AskAsync(string address)
    {
        using var answer = await server.Client.GetAsync(address);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (answer.StatusCode == HttpStatusCode.OK)
            Assert.False(body.TryGetProperty("errors", out _), body.ToString());
        else
            Assert.Contains("BN503", body.ToString(), StringComparison.Ordinal);
        return answer.StatusCode;
    }
}
