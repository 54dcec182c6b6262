using System.Net;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.FaultInjection;
using BabyNames.Server.Tests.Support;
using Npgsql;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Tests errors outside of GraphQL and OData in Development, where frameworks by default return the details of
/// exceptions.</summary>
public class ExceptionHandlingTests(ExceptionHandlingTests.DevelopmentFixture server)
    : IClassFixture<ExceptionHandlingTests.DevelopmentFixture>
{
    [Fact]
    public async Task An_unhandled_exception_returns_a_code_and_no_internal_detail()
    {
        var database = new NpgsqlConnectionStringBuilder(server.ConnectionString).Database;
        var elsewhere = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        }.ConnectionString;
        await using var cluster = NpgsqlDataSource.Create(elsewhere);
        await cluster.SqlAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
        try
        {
            await cluster.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", database!);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/odata/Countries");
            request.Headers.Add("X-Api-Key", ApiKey.Create().ToString());
            request.Headers.Add("Accept", "text/html");
            using var answer = await server.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal(
                """{"error":{"code":"BN500","message":"Something went wrong on the server."}}""",
                await answer.Content.ReadAsStringAsync()
            );
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
        finally
        {
            await cluster.SqlAsync($"ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        }
    }

    [Fact]
    public async Task A_request_with_an_uncached_key_gets_503_while_the_database_is_down()
    {
        var cluster = new PostgresClusterFixture();
        await cluster.InitializeAsync();
        try
        {
            await using var answering = await Server.StartAsync(
                [
                    "--urls",
                    "http://127.0.0.1:0",
                    "--ConnectionStrings:BabyNames",
                    await cluster.CreateDatabaseAsync(),
                    "--Jobs:Enabled",
                    "false",
                    "--Logging:LogLevel:Default",
                    "None",
                ],
                default
            );
            await cluster.StopAsync(immediately: true);
            using var client = new HttpClient { BaseAddress = new(answering.App.Urls.Single()) };
            client.DefaultRequestHeaders.Add("X-Api-Key", ApiKey.Create().ToString());
            const string message = "The database does not answer. Try again later.";
            foreach (
                var (address, body) in new[]
                {
                    ("/odata/Countries", $$$"""{"error":{"code":"BN503","message":"{{{message}}}"}}"""),
                    (
                        "/graphql?query={countries{totalCount}}",
                        $$$"""{"errors":[{"message":"{{{message}}}","extensions":{"code":"BN503"}}]}"""
                    ),
                }
            )
            {
                using var answer = await client.GetAsync(address);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.Equal(body, await answer.Content.ReadAsStringAsync());
            }
        }
        finally
        {
            await cluster.StartAsync();
            await cluster.DisposeAsync();
        }
    }

    /// <summary>A server in Development that runs no jobs.</summary>
    public sealed class DevelopmentFixture() : ServerFixture("--environment", "Development", "--Jobs:Enabled", "false");
}
