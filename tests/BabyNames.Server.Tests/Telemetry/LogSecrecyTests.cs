using System.Net.Http.Headers;
using System.Text;
using BabyNames.Server.Access;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Telemetry;

/// <summary>Tests that the server logs nothing of the API keys in requests. <see cref="LogLines"/> checks the log in all other
/// tests.</summary>
public class LogSecrecyTests(LogSecrecyTests.RequestLogFixture server) : IClassFixture<LogSecrecyTests.RequestLogFixture>
{
    [Fact]
    public async Task No_log_line_has_a_key()
    {
        var before = LogLines.Count;
        foreach (var key in new[] { server.AdminKey, server.ViewerKey, ApiKey.Create().ToString() })
        {
            foreach (
                var path in new[]
                {
                    "/odata/Names?$filter=nothing",
                    "/odata/Names?$top=1",
                    "/graphql?query={countries{nodes{code}}}",
                    "/graphql",
                    "/nowhere",
                }
            )
            {
                foreach (var request in Requests(path, key))
                {
                    using (request)
                        (await server.Client.SendAsync(request)).Dispose();
                }
            }
        }
        Assert.True(LogLines.Count - before > 20, "The server did not log the requests.");
        Assert.True(LogLines.HasKey($"GET /odata?api_key={server.AdminKey} 200"), "LogLines does not find a key in a log line.");
        Assert.Empty(LogLines.WithKey);
    }

    private static IEnumerable<HttpRequestMessage> Requests(string path, string key)
    {
        HttpRequestMessage To(string address, string? scheme = null, string? value = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (scheme is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue(scheme, value);
            return request;
        }

        yield return To($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api_key={key}");
        yield return To(path, "Bearer", key);
        yield return To(path, "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{key}")));
        var named = To(path);
        named.Headers.Add("X-Api-Key", key);
        yield return named;
    }

    /// <summary>A server that logs a line for each request.</summary>
    public sealed class RequestLogFixture()
        : ServerFixture(
            "--Access:AnonymousReading",
            "true",
            "--Access:MaxKeyAttempts",
            "100",
            "--Logging:EventSource:LogLevel:Microsoft.AspNetCore.HttpLogging",
            "Information"
        );
}
