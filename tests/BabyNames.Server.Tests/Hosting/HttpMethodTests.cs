using System.Net;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Hosting;

/// <summary>Tests that fixed paths accept only their methods, and that the response to another method lists the allowed methods.</summary>
public class HttpMethodTests(HttpMethodTests.PrometheusFixture server) : IClassFixture<HttpMethodTests.PrometheusFixture>
{
    [Theory]
    [InlineData("/metrics", "GET, HEAD")]
    [InlineData("/health", "GET")]
    [InlineData("/health/live", "GET")]
    [InlineData("/health/ready", "GET")]
    [InlineData("/", "GET, HEAD")]
    [InlineData("/year/2023", "GET, HEAD")]
    [InlineData("/odata/connect", "GET, HEAD")]
    [InlineData("/odata/connect/babynames.odc", "GET, HEAD")]
    [InlineData("/odata/connect/babynames.pbids", "GET, HEAD")]
    [InlineData("/odata/connect/babynames.tds", "GET, HEAD")]
    [InlineData("/graphql", "GET, POST")]
    public async Task A_method_that_is_not_allowed_gets_405_with_the_allowed_methods(string path, string methods)
    {
        foreach (var method in new[] { "PUT", "DELETE", "PATCH", "TRACE" })
        {
            using var request = new HttpRequestMessage(new(method), path) { Headers = { { "X-Api-Key", server.AdminKey } } };
            using var response = await server.Client.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method} {path}: {response.StatusCode}");
            Assert.Equal(methods, string.Join(", ", response.Content.Headers.Allow.Order()));
        }
        using var reading = new HttpRequestMessage(HttpMethod.Get, $"{path}{(path == "/graphql" ? "?sdl" : "")}")
        {
            Headers = { { "X-Api-Key", server.AdminKey } },
        };
        using var answer = await server.Client.SendAsync(reading);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>A server with metrics for Prometheus.</summary>
    public sealed class PrometheusFixture() : ServerFixture("--Access:AnonymousReading", "true", "--Telemetry:Prometheus", "true");
}
